package org.aliquot.ingest.rows.path;

import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.NotUnderstoodException;
import org.aliquot.ingest.rows.json.Reason;
import org.aliquot.ingest.rows.json.ValueType;

/** URIs: {@code createUriExtractor}. */
final class UriRows implements ValueRows {
    // ResourceIndexedSearchParamUri.MAX_LENGTH
    private static final int CHARACTERS = 500;

    private final String param;

    UriRows(SearchParam param) {
        this.param = param.code();
    }

    @Override
    public void add(Field field, Object value, Path path, Rows rows) throws NotUnderstoodException {
        // Canonicals are uris to HAPI, too.
        if (field.valueType() != ValueType.URI && field.valueType() != ValueType.CANONICAL) {
            return;
        }
        String uri = (String) value;
        if (uri.length() > CHARACTERS) {
            throw NotUnderstoodException.because(Reason.TOO_LONG);
        }
        rows.add(new IndexRow.Uri(param, uri));
    }
}
