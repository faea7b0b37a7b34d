package org.aliquot.ingest.rows.path;

import ca.uhn.fhir.util.StringUtil;
import java.util.List;
import java.util.function.UnaryOperator;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.json.Element;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.Part;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;

/** Strings: {@code createStringExtractor}, and the texts of tokens. */
final class TextRows implements ValueRows {
    // ResourceIndexedSearchParamString.MAX_LENGTH
    private static final int CHARACTERS = 768;
    private static final List<Part> NAME = List.of(Part.FAMILY, Part.GIVEN, Part.TEXT, Part.PREFIX, Part.SUFFIX);
    private static final List<Part> ADDRESS =
            List.of(Part.LINE, Part.CITY, Part.DISTRICT, Part.STATE, Part.COUNTRY, Part.POSTAL_CODE);

    private final String param;
    private final UnaryOperator<String> encoder;

    TextRows(SearchParam param) {
        this.param = param.code();
        this.encoder = param.encoder();
    }

    @Override
    public void add(Field field, Object value, Path path, Rows rows) {
        if (value instanceof String text) {
            add(text, rows);
            return;
        }
        Element element = (Element) value;
        switch (field.valueType()) {
            case HUMAN_NAME -> addParts(element, NAME, rows);
            case ADDRESS -> addParts(element, ADDRESS, rows);
            case CONTACT_POINT -> add(element.text(Part.VALUE), rows);
            case QUANTITY -> add(element.text(Part.VALUE), rows);
            case RANGE -> {
                Element low = element.element(Part.LOW);
                if (low != null) {
                    add(low.text(Part.VALUE), rows);
                }
            }
            default -> {
                // HAPI warns and goes on.
            }
        }
    }

    private void addParts(Element element, List<Part> parts, Rows rows) {
        for (Part part : parts) {
            if (element.get(part) instanceof List<?> values) {
                values.forEach(value -> add((String) value, rows));
            } else {
                add(element.text(part), rows);
            }
        }
    }

    /** {@code createStringIndexIfNotBlank} */
    void add(@Nullable String text, Rows rows) {
        if (StringUtils.isBlank(text)) {
            return;
        }
        String exact = StringUtils.left(text, CHARACTERS);
        String normalized = StringUtils.left(encoder.apply(normalize(exact)), CHARACTERS);
        rows.add(new IndexRow.Text(param, normalized, exact));
    }

    // HAPI's method copies the string four times over; without accents there is nothing to take away.
    private static String normalize(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return StringUtil.normalizeStringForSearchIndexing(text);
            }
        }
        return text.toUpperCase();
    }
}
