package org.aliquot.view.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.aliquot.view.InvalidViewException;
import org.aliquot.view.View;

/** The views and queries that come along. */
public final class LabViews {
    /** Names of the views, and of the tables that hold their rows. */
    public static final List<String> VIEWS = List.of(
            "patients",
            "orders",
            "specimens",
            "reports",
            "devices",
            "results",
            "result_components",
            "panel_members",
            "critical_results",
            "microbiology_isolates",
            "susceptibilities",
            "qc_results",
            "workload_by_instrument");

    /** Names of the queries. */
    public static final List<String> QUERIES = List.of(
            "results_as_text",
            "turnaround_time",
            "critical_results",
            "antibiogram",
            "qc_statistics",
            "workload_by_instrument",
            "test_utilisation");

    private LabViews() {}

    /** The ViewDefinition's JSON. */
    public static byte[] definition(String view) {
        return file(view, VIEWS, ".json");
    }

    public static View view(String view) {
        try {
            return View.of(definition(view));
        } catch (InvalidViewException e) {
            throw new IllegalStateException(view + ".json: " + e.getMessage(), e);
        }
    }

    /** One SELECT, without a semicolon. */
    public static String sql(String query) {
        return new String(file(query, QUERIES, ".sql"), StandardCharsets.UTF_8);
    }

    private static byte[] file(String name, List<String> known, String suffix) {
        if (!known.contains(name)) {
            throw new IllegalArgumentException("'" + name + "' does not come along; expected one of " + known);
        }
        try (InputStream in = LabViews.class.getResourceAsStream(name + suffix)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
