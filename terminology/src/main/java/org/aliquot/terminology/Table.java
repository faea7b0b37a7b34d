package org.aliquot.terminology;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of one file of tab-separated values: UTF-8, {@code #} lines are comments, the first other line names the columns.
 *
 * @param name the file, for messages
 */
record Table(String name, List<Row> rows) {

    /** One row; {@code at} is file and line. */
    record Row(String at, Map<String, String> cells) {
        String get(String column) {
            return cells.get(column);
        }
    }

    /** Reads a file; rows that do not have the header's columns, a wrong header and what is no text go to the problems. */
    static Table read(String name, InputStream in, List<String> columns, List<String> problems) {
        List<Row> rows = new ArrayList<>();
        // A decoder of its own: a µ saved in another character set is a mistake to report, not a sign to replace.
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()))) {
            boolean headed = false;
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String at = name + ":" + number;
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                List<String> cells =
                        Arrays.stream(line.split("\t", -1)).map(String::strip).toList();
                if (!headed) {
                    headed = true;
                    if (!cells.equals(columns)) {
                        problems.add(at + ": columns " + cells + ", expected " + columns + " divided by TAB");
                        return new Table(name, List.of());
                    }
                } else if (cells.size() != columns.size()) {
                    problems.add(at + ": " + cells.size() + " columns, expected " + columns.size() + " divided by TAB");
                } else {
                    rows.add(new Row(at, zip(columns, cells)));
                }
            }
            if (!headed) {
                problems.add(name + ":1: empty file, expected the columns " + columns);
            }
        } catch (CharacterCodingException e) {
            problems.add(name + ": not UTF-8; expected a text file saved as UTF-8");
        } catch (IOException e) {
            problems.add(name + ": cannot be read: " + e);
        }
        return new Table(name, rows);
    }

    private static Map<String, String> zip(List<String> columns, List<String> cells) {
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            row.put(columns.get(i), cells.get(i));
        }
        return row;
    }
}
