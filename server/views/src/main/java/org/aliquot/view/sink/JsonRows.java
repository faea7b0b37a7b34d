package org.aliquot.view.sink;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import org.aliquot.view.ViewColumn;

/** Rows as JSON objects; all columns are in each, null where there is no value. Decimals keep their digits. */
final class JsonRows implements RowWriter {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private final JsonGenerator out;
    private final SerializableString[] names;
    private final boolean isLines;

    private JsonRows(OutputStream to, List<ViewColumn> columns, boolean isLines) throws IOException {
        this.out = JSON.createGenerator(to).setRootValueSeparator(new SerializedString(isLines ? "" : ","));
        this.names = columns.stream()
                .map(column -> new SerializedString(column.name()))
                .toArray(SerializableString[]::new);
        this.isLines = isLines;
    }

    /** A line for each row. */
    static JsonRows lines(OutputStream to, List<ViewColumn> columns) throws IOException {
        return new JsonRows(to, columns, true);
    }

    /** With commas between them, as in an array. */
    static JsonRows items(OutputStream to, List<ViewColumn> columns) throws IOException {
        return new JsonRows(to, columns, false);
    }

    @Override
    public void row(Object[] row) throws IOException {
        out.writeStartObject();
        for (int i = 0; i < row.length; i++) {
            out.writeFieldName(names[i]);
            value(row[i]);
        }
        out.writeEndObject();
        if (isLines) {
            out.writeRaw('\n');
        }
    }

    private void value(Object value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof String text) {
            out.writeString(text);
        } else if (value instanceof BigDecimal decimal) {
            out.writeNumber(decimal);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof Integer number) {
            out.writeNumber(number);
        } else if (value instanceof Long number) {
            out.writeNumber(number);
        } else if (value instanceof JsonNode node) {
            JSON.writeTree(out, node);
        } else {
            out.writeStartArray();
            for (Object item : (List<?>) value) {
                value(item);
            }
            out.writeEndArray();
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** A value as JSON text, for formats that have no lists of their own. */
    static String text(Object value) throws IOException {
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            // Codes, mostly one: the mapper takes ten times as long.
            StringBuilder text = new StringBuilder("[");
            for (int i = 0; i < list.size(); i++) {
                text.append(i == 0 ? "\"" : ",\"");
                JsonStringEncoder.getInstance().quoteAsString((String) list.get(i), text);
                text.append('"');
            }
            return text.append(']').toString();
        }
        return JSON.writeValueAsString(value);
    }
}
