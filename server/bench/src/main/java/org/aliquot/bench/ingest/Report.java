package org.aliquot.bench.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables, as Markdown for {@code server/docs/performance.md}. */
final class Report {
    private static final Sample NONE = new Sample(List.of());

    private final List<String> circumstances = new ArrayList<>();
    private final Map<Path, Sample> rates = new LinkedHashMap<>();
    private final Map<Path, Sample> timesStock = new LinkedHashMap<>();
    private final Map<String, DiskUse> disk = new LinkedHashMap<>();
    private final Map<Plan, Map<String, SearchLatency.Answered>> searches = new LinkedHashMap<>();

    /** The ways in. */
    enum Path {
        STOCK_BUNDLES("transaction bundles, HAPI's DAOs, stock schema"),
        STOCK_IMPORT("HAPI's own `$import`, stock schema"),
        STOCK_IMPORT_STORING("the same without HAPI's waits for its next minute"),
        INITIAL_LOAD("`aliquot ingest --via copy` into an empty server"),
        ONTO("`aliquot ingest --via copy` onto what is there"),
        RAW_COPY("COPY of the rows of the line above, two connections");

        private final String title;

        Path(String title) {
            this.title = title;
        }
    }

    void circumstance(String text) {
        circumstances.add(text);
    }

    void rate(Path path, Sample perSecond) {
        rates.put(path, perSecond);
    }

    /** Of each measurement beside one of stock at nearly the same time. */
    void timesStock(Path path, Sample ratios) {
        timesStock.put(path, ratios);
    }

    void disk(String database, DiskUse use) {
        disk.put(database, use);
    }

    void search(Plan plan, SearchLatency.Query query, int clients, SearchLatency.Answered answered) {
        searches.computeIfAbsent(plan, searched -> new LinkedHashMap<>())
                .put(query.title() + " | " + clients, answered);
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        circumstances.forEach(line -> text.append("- ").append(line).append('\n'));
        rates(text);
        disk(text);
        searches(text);
        return text.toString();
    }

    private void rates(StringBuilder text) {
        if (rates.isEmpty()) {
            return;
        }
        text.append("\n| path | resources/s, median | least–most | n | times stock |\n|---|---|---|---|---|\n");
        double stock = median(Path.STOCK_BUNDLES);
        rates.forEach((path, sample) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s |%n",
                path.title,
                sample.cells(),
                timesStock.getOrDefault(path, NONE).values().isEmpty()
                        ? Sample.number(sample.median() / stock)
                        : timesStock.get(path).spread())));
        double ofRaw = median(Path.ONTO) / median(Path.RAW_COPY);
        if (!Double.isNaN(ofRaw)) {
            text.append(String.format(Locale.ROOT, "%nOnto what is there: %.0f%% of raw COPY.%n", ofRaw * 100));
        }
    }

    private void disk(StringBuilder text) {
        if (disk.isEmpty()) {
            return;
        }
        text.append("\n| database | resources | bytes a resource | of that indexes |\n|---|---|---|---|\n");
        disk.forEach((database, use) -> text.append(String.format(
                Locale.ROOT, "| %s | %,d | %,.0f | %,.0f |%n", database, use.resources(), use.total(), use.indexes())));
    }

    private void searches(StringBuilder text) {
        if (searches.isEmpty()) {
            return;
        }
        text.append("\np50 / p95 in ms, answers a second:\n\n| query | clients |");
        searches.keySet().forEach(plan -> text.append(" plan ").append(plan).append(" |"));
        text.append("\n|---|---|").append("---|".repeat(searches.size())).append('\n');
        searches.values().iterator().next().keySet().forEach(question -> {
            text.append("| ").append(question).append(" |");
            searches.values().forEach(answers -> {
                SearchLatency.Answered answered = answers.get(question);
                text.append(' ').append(answered == null ? "" : answered.cell()).append(" |");
            });
            text.append('\n');
        });
    }

    private double median(Path path) {
        return rates.getOrDefault(path, new Sample(List.of())).median();
    }
}
