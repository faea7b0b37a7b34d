package org.aliquot.bench.ingest;

import java.util.List;
import java.util.Locale;

/** Repeated measurements of one thing. */
record Sample(List<Double> values) {
    Sample {
        values = values.stream().sorted().toList();
    }

    double median() {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    /** As cells of a table: median, least and most, how many. */
    String cells() {
        if (values.isEmpty()) {
            return "not measured | | 0";
        }
        return String.format(
                Locale.ROOT,
                "%s | %s–%s | %d",
                number(median()),
                number(values.get(0)),
                number(values.get(values.size() - 1)),
                values.size());
    }

    /** Median, and least to most behind it. */
    String spread() {
        return number(median()) + " (" + number(values.get(0)) + "–" + number(values.get(values.size() - 1)) + ")";
    }

    /** Three digits say enough. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }
}
