package org.aliquot.ingest.hapi.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The plan as data: {@code lab.tsv}, one line a stock object.
 *
 * <p>Columns: kind, table, name, definition, decision, what takes its place, reason. A decision is {@code keep},
 * {@code drop} or {@code replace}; only the last has something in its place:
 * a name and a definition, several of them separated by semicolons; for statistics a target.
 */
final class PlanFile {
    static final List<Rule> LAB = read("lab.tsv");

    private static final int COLUMNS = 7;

    private PlanFile() {}

    private static List<Rule> read(String name) {
        InputStream file = Objects.requireNonNull(PlanFile.class.getResourceAsStream(name), name);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            List<Rule> rules = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    rules.add(ruleOf(line));
                }
            }
            return List.copyOf(rules);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    static Rule ruleOf(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != COLUMNS) {
            throw new IllegalArgumentException(
                    "\"" + line + "\": " + cells.length + " columns; expected " + COLUMNS + ", separated by tabs");
        }
        StockObject stock = new StockObject(
                StockObject.Kind.valueOf(cells[0].toUpperCase(Locale.ROOT).replace(' ', '_')),
                cells[1],
                cells[2],
                cells[3]);
        return new Rule(stock, decisionOf(stock, cells[4], cells[5]), cells[6]);
    }

    private static Decision decisionOf(StockObject stock, String word, String replacement) {
        if (stock.kind() == StockObject.Kind.UNIQUE && !word.equals("keep")) {
            throw new IllegalArgumentException(stock.name() + ": what enforces uniqueness is kept");
        }
        return switch (word) {
            case "keep" -> new Decision.Keep();
            case "drop" -> new Decision.Drop();
            case "replace" -> {
                if (stock.kind() == StockObject.Kind.STATISTICS) {
                    yield new Decision.Sample(Integer.parseInt(replacement));
                }
                List<OwnIndex> by = Stream.of(replacement.split("; "))
                        .map(index -> index.split(" ", 2))
                        .map(index -> new OwnIndex(stock.table(), index[0], index[1]))
                        .toList();
                yield new Decision.Replace(by);
            }
            default ->
                throw new IllegalArgumentException(stock.name() + ": \"" + word + "\"; expected keep, drop or replace");
        };
    }
}
