package org.aliquot.ingest.rows.path;

import java.util.Set;
import org.aliquot.ingest.rows.LinkRow;
import org.aliquot.ingest.rows.json.Element;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.NotUnderstoodException;
import org.aliquot.ingest.rows.json.Part;
import org.aliquot.ingest.rows.json.Reason;
import org.aliquot.ingest.rows.json.ValueType;

/** References: {@code ResourceLinkExtractor} and {@code SearchParamExtractorService.extractResourceLinks}. */
final class ReferenceRows implements ValueRows {
    // ResourceLink.TARGET_RESOURCE_URL
    private static final int CHARACTERS = 200;

    private final Set<String> targets;

    ReferenceRows(SearchParam param) {
        this.targets = param.targets();
    }

    @Override
    public void add(Field field, Object value, Path path, Rows rows) throws NotUnderstoodException {
        if (field.valueType() == ValueType.REFERENCE) {
            addReference((Element) value, path, rows);
        } else if (field.valueType() == ValueType.CANONICAL) {
            addCanonical((String) value, path, rows);
        }
    }

    private void addReference(Element element, Path path, Rows rows) {
        // Type/id: anything else was turned away when the resource was read.
        String reference = element.text(Part.REFERENCE);
        if (reference == null) {
            return;
        }
        rows.sawReference();
        int slash = reference.indexOf('/');
        String type = reference.substring(0, slash);
        if (targets.isEmpty() || targets.contains(type)) {
            rows.add(new LinkRow(path.literal(), new LinkRow.Local(type, reference.substring(slash + 1), null)));
        }
    }

    private static void addCanonical(String url, Path path, Rows rows) throws NotUnderstoodException {
        boolean plain = (url.startsWith("http://") || url.startsWith("https://"))
                && url.indexOf('?') < 0
                && url.indexOf('#') < 0
                && !url.contains("/_history/")
                && url.indexOf('|') == url.lastIndexOf('|');
        if (!plain) {
            throw NotUnderstoodException.because(Reason.ODD_REFERENCE);
        }
        if (url.length() > CHARACTERS) {
            throw NotUnderstoodException.because(Reason.TOO_LONG);
        }
        rows.sawReference();
        rows.add(new LinkRow(path.literal(), new LinkRow.Logical(url)));
        int bar = url.indexOf('|');
        if (bar >= 0) {
            // With and without its version, so that both are found.
            rows.add(new LinkRow(path.literal(), new LinkRow.Logical(url.substring(0, bar))));
        }
    }
}
