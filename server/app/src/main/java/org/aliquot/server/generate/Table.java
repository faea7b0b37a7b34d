package org.aliquot.server.generate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A table beside this class: columns divided by TAB and named in the first row, {@code #} starts a comment. */
final class Table {
    private Table() {}

    static List<Row> rows(String file) {
        List<Row> rows = new ArrayList<>();
        List<String> columns = List.of();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> cells = Arrays.asList(line.split("\t", -1));
            if (columns.isEmpty()) {
                columns = cells;
            } else if (cells.size() != columns.size()) {
                throw new IllegalStateException(
                        file + ", line " + number + ": " + cells.size() + " columns, expected " + columns.size());
            } else {
                rows.add(new Row(file + ", line " + number, columns, cells));
            }
        }
        return rows;
    }

    private static List<String> lines(String file) {
        try (InputStream stream = Table.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException("no class-path resource " + file);
            }
            return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("class-path resource " + file + " cannot be read", e);
        }
    }

    /** One row; its place is named in every complaint. */
    record Row(String place, List<String> columns, List<String> cells) {
        String text(String column) {
            int at = columns.indexOf(column);
            if (at < 0) {
                throw new IllegalStateException(place + ": no column " + column);
            }
            return cells.get(at);
        }

        Optional<BigDecimal> number(String column) {
            String text = text(column);
            try {
                return text.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(text));
            } catch (NumberFormatException e) {
                throw new IllegalStateException(place + ", " + column + ": \"" + text + "\" is no number", e);
            }
        }

        double real(String column) {
            return number(column)
                    .orElseThrow(() -> new IllegalStateException(place + ": " + column + " is empty"))
                    .doubleValue();
        }

        IllegalStateException wrong(String complaint) {
            return new IllegalStateException(place + ": " + complaint);
        }
    }
}
