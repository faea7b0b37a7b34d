package org.aliquot.bench.ingest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * From the answer to a report, 30 Observations in a transaction, until all of them are in the table of the view {@code results}, which is
 * as large as the database has it.
 */
record TableRefresh(BenchServer server, Progress progress) {
    private static final int OBSERVATIONS = 30;
    private static final int OK = 200;
    private static final long MADE_WITHIN_MINUTES = 30;
    private static final long PATIENCE_SECONDS = 60;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final String SETTINGS = """
              views:
                tables: [results]
            """;

    /** Prints a sentence. */
    void measure(int reports, String token) throws IOException, InterruptedException, SQLException {
        server.again(SETTINGS);
        long rows = made();
        List<Double> seconds = new ArrayList<>();
        try (Connection connection = server.database().open()) {
            for (int report = 0; report < reports; report++) {
                send(report, token);
                long answered = System.nanoTime();
                while (rowsOf(connection, report) < OBSERVATIONS) {
                    if (System.nanoTime() - answered > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                        throw new IllegalStateException("report " + report + " is not in the table");
                    }
                    TimeUnit.MILLISECONDS.sleep(2);
                }
                seconds.add((System.nanoTime() - answered) / 1e9);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%nFrom the answer to a report of %d results to the table `lab.results` of %,d rows that has them: %s s, n=%d%n",
                OBSERVATIONS,
                rows,
                new Sample(seconds).spread(),
                reports);
    }

    private long made() throws IOException, InterruptedException, SQLException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MADE_WITHIN_MINUTES);
        while (server.database()
                        .number("select count(*) from pg_tables where schemaname = 'lab' and tablename = 'results'")
                == 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the table was not made");
            }
            TimeUnit.SECONDS.sleep(1);
        }
        long rows = server.database().number("select count(*) from lab.results");
        progress.say("lab.results is made, " + rows + " rows");
        return rows;
    }

    private void send(int report, String token) throws IOException, InterruptedException {
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < OBSERVATIONS; i++) {
            entries.append(i == 0 ? "" : ",").append("""
                    {"request":{"method":"PUT","url":"Observation/%1$s"},"resource":{"resourceType":"Observation","id":"%1$s",
                     "status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category",
                     "code":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"6690-2"}]},
                     "valueQuantity":{"value":%2$d.10,"unit":"10*3/uL","system":"http://unitsofmeasure.org","code":"10*3/uL"}}}""".formatted(name(report) + i, i));
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.base() + "/fhir"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/fhir+json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + entries + "]}"))
                .build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != OK) {
            throw new IllegalStateException("report " + report + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    private static String name(int report) {
        return "refresh-" + report + "-";
    }

    private static long rowsOf(Connection connection, int report) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select count(*) from lab.results where aliquot_resource >= "
                        + "(select min(res_id) from hfj_resource where fhir_id = ?) and id like ?")) {
            statement.setString(1, name(report) + 0);
            statement.setString(2, name(report) + "%");
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
