package org.aliquot.view.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Collectors;
import org.aliquot.view.ViewColumn;

/**
 * Rows as text in UTF-8: a head, pieces of any number of rows each with something between them, a tail. Several threads can make the
 * pieces of one text.
 */
public enum TextFormat {
    /** An object and a line feed for each row ({@code application/x-ndjson}). */
    NDJSON("", "") {
        @Override
        RowWriter piece(OutputStream to, List<ViewColumn> columns) throws IOException {
            return JsonRows.lines(to, columns);
        }
    },

    /** One array of all rows ({@code application/json}). */
    JSON(",", "]") {
        @Override
        RowWriter piece(OutputStream to, List<ViewColumn> columns) throws IOException {
            return JsonRows.items(to, columns);
        }

        @Override
        String head(List<ViewColumn> columns) {
            return "[";
        }
    },

    /** A header and a record for each row ({@code text/csv}, RFC 4180). */
    CSV("", "") {
        @Override
        RowWriter piece(OutputStream to, List<ViewColumn> columns) {
            return new CsvRows(to);
        }

        @Override
        String head(List<ViewColumn> columns) {
            return columns.stream().map(ViewColumn::name).collect(Collectors.joining(",", "", CsvRows.END));
        }
    },

    /** The records of {@link #CSV} without its header. */
    CSV_RECORDS("", "") {
        @Override
        RowWriter piece(OutputStream to, List<ViewColumn> columns) {
            return new CsvRows(to);
        }
    };

    private final String between;
    private final String tail;

    TextFormat(String between, String tail) {
        this.between = between;
        this.tail = tail;
    }

    /** Rows without head and tail. */
    abstract RowWriter piece(OutputStream to, List<ViewColumn> columns) throws IOException;

    String head(List<ViewColumn> columns) {
        return "";
    }

    String between() {
        return between;
    }

    String tail() {
        return tail;
    }
}
