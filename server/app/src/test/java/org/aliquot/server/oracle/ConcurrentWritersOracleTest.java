package org.aliquot.server.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.aliquot.ingest.BulkSession;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.TransactionStep;
import org.aliquot.server.oracle.corpus.Step;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Clients over REST and two COPY sessions write the same few resources at the same time. Every accepted write says which
 * version it made and carries a serial number of its own, so afterwards it can be told what became of each.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConcurrentWritersOracleTest {
    private static final String ROOM = "race-";

    private static final int PATIENTS = 6;
    private static final int CLIENTS = 3;
    private static final int WRITES_OF_A_CLIENT = 30;
    private static final int BATCHES = 12;
    private static final int LINES = 8;
    private static final int PATIENCE_SECONDS = 240;

    private final TwoServers servers = TwoServers.running();
    private final List<Write> accepted = new ArrayList<>();

    /** A write that was accepted: the version it made, and its serial number. */
    private record Write(String reference, long version, String serial) {}

    @BeforeAll
    void writeAllAtOnce() throws Exception {
        for (String patient : references()) {
            if (patient.startsWith("Patient")) {
                // Observations refer to them whoever comes first.
                Answer created = servers.right().server().put(patient, json(patient, "first;"));
                accepted.add(new Write(patient, versionIn(created), "first;"));
            }
        }
        ExecutorService writers = Executors.newFixedThreadPool(CLIENTS + 2);
        List<Future<List<Write>>> results = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            results.add(
                    writers.submit((Callable<List<Write>>) () -> writeOverRest("rest" + client, new Random(client))));
        }
        for (int i = 0; i < 2; i++) {
            int session = i;
            results.add(
                    writers.submit((Callable<List<Write>>) () -> writeByCopy("copy" + session, new Random(-session))));
        }
        writers.shutdown();
        assertThat(writers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("everybody is done: nobody waits for anybody for ever")
                .isTrue();
        for (Future<List<Write>> result : results) {
            accepted.addAll(result.get());
        }
    }

    /** Both sides hold other versions of them, which other tests are not to find. */
    @AfterAll
    void forget() throws SQLException {
        servers.left().forget(ROOM);
        servers.right().forget(ROOM);
    }

    @Test
    void noVersionIsGivenTwice() {
        Map<String, List<Write>> byVersion = new TreeMap<>();
        accepted.forEach(write -> byVersion
                .computeIfAbsent(write.reference() + " " + write.version(), key -> new ArrayList<>())
                .add(write));

        assertThat(byVersion.values()).allSatisfy(writes -> assertThat(writes).hasSize(1));
    }

    @Test
    void everyAcceptedWriteIsInTheHistoryAsWhatItWrote() throws SQLException {
        Map<String, String> texts = versions();

        assertThat(accepted)
                .hasSizeGreaterThan(BATCHES * LINES)
                .allSatisfy(write -> assertThat(texts.get(write.reference() + " " + write.version()))
                        .contains(write.serial()));
    }

    @Test
    void everyVersionWasSomebodysWrite() throws SQLException {
        Set<String> written = new HashSet<>();
        accepted.forEach(write -> written.add(write.reference() + " " + write.version()));

        // Of a deletion the client is not told the version; and HAPI leaves one out when a PUT brings back what was
        // deleted.
        assertThat(versions())
                .allSatisfy((version, text) -> assertThat(text.isEmpty() || written.contains(version))
                        .as(version)
                        .isTrue());
    }

    @Test
    void searchesFindTheLastVersionAndNoOther() {
        // What the DAO makes of the last versions alone.
        List<Step> last = new ArrayList<>();
        for (String reference : references()) {
            Answer answer = servers.right().server().get(reference);
            if (answer.status() == 200) {
                last.add(Step.Store.of("last versions", List.of(answer.body())));
            }
        }
        servers.left().runOverlapped(last);

        Findings.assertNone(
                "what searches look at",
                servers.rowsThatDiffer(name -> name.contains("/" + ROOM)).stream()
                        .filter(difference -> difference.table().matches("hfj_spidx_.*|hfj_res_link"))
                        .toList());
    }

    private List<Write> writeOverRest(String client, Random random) {
        List<Write> done = new ArrayList<>();
        for (int i = 0; i < WRITES_OF_A_CLIENT; i++) {
            String serial = client + "-" + i + ";";
            String reference = any(random);
            boolean deletes = reference.startsWith("Observation") && random.nextInt(6) == 0;
            Answer answer = deletes
                    ? servers.right().server().delete(reference)
                    : servers.right().server().put(reference, json(reference, serial));
            // What collides is refused with 409 and left to the client.
            if (!deletes && (answer.status() == 200 || answer.status() == 201)) {
                done.add(new Write(reference, versionIn(answer), serial));
            }
        }
        return done;
    }

    private static long versionIn(Answer answer) {
        return Long.parseLong(answer.header("ETag").replaceAll("\\D", ""));
    }

    private List<Write> writeByCopy(String name, Random random) throws Exception {
        List<CompletableFuture<List<Outcome>>> results = new ArrayList<>();
        List<List<String>> serials = new ArrayList<>();
        try (BulkSession session = servers.right().open()) {
            for (int b = 0; b < BATCHES; b++) {
                List<PreparedLine> lines = new ArrayList<>();
                List<String> ofBatch = new ArrayList<>();
                for (int l = 0; l < LINES; l++) {
                    String serial = name + "-" + b + "-" + l + ";";
                    byte[] json = json(any(random), serial).getBytes(UTF_8);
                    lines.add(servers.right().prepare(new SourceLine(name, b * LINES + l + 1L, 0, json)));
                    ofBatch.add(serial);
                }
                serials.add(ofBatch);
                results.add(session.store(lines, TransactionStep.NONE));
            }
        }
        List<Write> done = new ArrayList<>();
        for (int b = 0; b < results.size(); b++) {
            List<Outcome> outcomes = results.get(b).join();
            for (int l = 0; l < outcomes.size(); l++) {
                if (outcomes.get(l) instanceof Outcome.Stored stored) {
                    done.add(new Write(
                            stored.reference(), stored.version(), serials.get(b).get(l)));
                }
            }
        }
        return done;
    }

    private static List<String> references() {
        List<String> references = new ArrayList<>();
        for (int i = 0; i < PATIENTS; i++) {
            references.add("Patient/race-" + i);
            references.add("Observation/race-" + i);
        }
        return references;
    }

    private static String any(Random random) {
        return references().get(random.nextInt(2 * PATIENTS));
    }

    private static String json(String reference, String serial) {
        String id = reference.substring(reference.indexOf('/') + 1);
        return reference.startsWith("Patient") ? """
                {"resourceType":"Patient","id":"%s","identifier":[{"system":"urn:example:serial","value":"%s"}]}""".formatted(id, serial) : """
                {"resourceType":"Observation","id":"%s","identifier":[{"value":"%s"}],"status":"final",\
                "code":{"text":"%s"},"subject":{"reference":"Patient/%s"}}""".formatted(id, serial, serial, id);
    }

    /** {@code Type/id n} → the text of that version, empty for a deletion. */
    private Map<String, String> versions() throws SQLException {
        Map<String, String> texts = new HashMap<>();
        try (Connection connection =
                        servers.right().server().bean(DataSource.class).getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select r.res_type || '/' || r.fhir_id || ' ' || v.res_ver, v.res_text_vc"
                                + " from hfj_resource r join hfj_res_ver v using (res_id) where r.fhir_id like 'race-%'");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                texts.merge(
                        rows.getString(1),
                        rows.getString(2) == null ? "" : rows.getString(2),
                        (one, other) -> "two rows of one version");
            }
        }
        return texts;
    }
}
