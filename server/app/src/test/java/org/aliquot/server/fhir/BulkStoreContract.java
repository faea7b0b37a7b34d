package org.aliquot.server.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.aliquot.ingest.BulkSession;
import org.aliquot.ingest.BulkStore;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.TransactionStep;
import org.aliquot.server.testsupport.TestServer;
import org.junit.jupiter.api.Test;

/** What every {@link BulkStore} promises, whichever way it writes. */
abstract class BulkStoreContract {
    private final TestServer server;
    private final BulkStore store;
    /** Part of every id of one test. */
    private final String n = UUID.randomUUID().toString().substring(0, 8);

    BulkStoreContract(TestServer server, BulkStore store) {
        this.server = server;
        this.store = store;
    }

    @Test
    void newLinesAreStoredAndAgainAreUnchanged() {
        List<String> lines = List.of(patient("a", "A"), observation("o", "Patient/a-" + n));

        assertThat(store(lines)).containsExactly(stored("Patient/a", 1), stored("Observation/o", 1));
        assertThat(store(lines)).containsExactly(unchanged("Patient/a", 1), unchanged("Observation/o", 1));
        assertThat(server.get("Observation?subject=Patient/a-" + n)
                        .tree()
                        .path("total")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void referencesInsideABatchResolveWhateverTheOrderAndInCircles() {
        String mother = """
            {"resourceType":"Patient","id":"m-%1$s","link":[{"other":{"reference":"Patient/c-%1$s"},"type":"seealso"}]}""".formatted(n);
        String child = mother.replace("c-" + n, "x")
                .replace("m-" + n, "c-" + n)
                .replace("\"Patient/x\"", "\"Patient/m-" + n + "\"");

        assertThat(store(List.of(observation("early", "Patient/m-" + n), mother, child)))
                .containsExactly(stored("Observation/early", 1), stored("Patient/m", 1), stored("Patient/c", 1));
    }

    @Test
    void severalLinesOfOneIdAreAppliedInOrderAndEachIsAVersion() {
        assertThat(store(List.of(patient("v", "One"), patient("v", "Two"), patient("v", "Two"), patient("v", "Three"))))
                .containsExactly(
                        stored("Patient/v", 1),
                        stored("Patient/v", 2),
                        unchanged("Patient/v", 2),
                        stored("Patient/v", 3));

        assertThat(family("Patient/v-" + n)).isEqualTo("Three");
        assertThat(family("Patient/v-" + n + "/_history/1")).isEqualTo("One");
        assertThat(family("Patient/v-" + n + "/_history/2")).isEqualTo("Two");
    }

    @Test
    void aLineThatRefersToNothingNamesWhatIsMissingAndKeepsNoOtherFromBeingStored() {
        List<Outcome> outcomes = store(
                List.of(patient("before", "B"), observation("lost", "Patient/nobody-" + n), patient("after", "C")));

        assertThat(outcomes)
                .containsExactly(
                        stored("Patient/before", 1),
                        new Outcome.Unresolved("Observation/lost-" + n, List.of("Patient/nobody-" + n)),
                        stored("Patient/after", 1));
        assertThat(server.get("Observation/lost-" + n).status()).isEqualTo(404);
        assertThat(server.get("Patient/after-" + n).status()).isEqualTo(200);
    }

    @Test
    void whatDependsOnAnUnresolvedLineIsUnresolvedToo() {
        String specimen = """
            {"resourceType":"Specimen","id":"s-%1$s","subject":{"reference":"Patient/nobody-%1$s"}}""".formatted(n);
        String observation = """
            {"resourceType":"Observation","id":"o-%1$s","status":"final","code":{"text":"K"},
             "specimen":{"reference":"Specimen/s-%1$s"}}""".formatted(n).replace("\n", "");

        assertThat(store(List.of(observation, specimen)))
                .containsExactly(
                        new Outcome.Unresolved("Observation/o-" + n, List.of("Specimen/s-" + n)),
                        new Outcome.Unresolved("Specimen/s-" + n, List.of("Patient/nobody-" + n)));
    }

    @Test
    void aNewerLineOfTheSameIdWaitsBehindAnUnresolvedOne() {
        List<Outcome> outcomes = store(List.of(observation("w", "Patient/nobody-" + n), observation("w", null)));

        assertThat(outcomes).allMatch(Outcome.Unresolved.class::isInstance);
    }

    @Test
    void aValueThatTheDatabaseRefusesIsThatLinesAlone() {
        String nul = patient("nul", "a\\u0000b");
        List<PreparedLine> batch = new ArrayList<>();
        boolean refusedBefore = false;
        for (String json : List.of(patient("x", "X"), nul, patient("y", "Y"))) {
            try {
                batch.add(store.prepare(line(json)));
            } catch (LineRefusedException e) {
                assertThat(json).isEqualTo(nul);
                refusedBefore = true;
            }
        }

        List<Outcome> outcomes = storePrepared(batch, TransactionStep.NONE);

        assertThat(outcomes).startsWith(stored("Patient/x", 1)).endsWith(stored("Patient/y", 1));
        assertThat(refusedBefore || outcomes.get(1) instanceof Outcome.Refused).isTrue();
        assertThat(server.get("Patient/nul-" + n).status()).isEqualTo(404);
    }

    @Test
    void aLineWithoutIdGetsOne() {
        List<Outcome> outcomes = store(List.of("{\"resourceType\":\"Patient\",\"active\":true}"));

        String reference = outcomes.get(0).reference();
        assertThat(reference).matches("Patient/.+");
        assertThat(server.get(reference).status()).isEqualTo(200);
    }

    @Test
    void aDeletedResourceIsBroughtBack() {
        store(List.of(patient("d", "D")));
        server.delete("Patient/d-" + n);

        assertThat(store(List.of(patient("d", "D")))).containsExactly(stored("Patient/d", 3));
        assertThat(server.get("Patient/d-" + n).status()).isEqualTo(200);
    }

    @Test
    void theStepSeesTheRowsAndTheOutcomesAndCommitsWithThem() throws Exception {
        List<Outcome> seen = new ArrayList<>();
        try (Connection other = server.bean(DataSource.class).getConnection()) {
            store(List.of(patient("t", "T"), observation("lost", "Patient/nobody-" + n)), (connection, outcomes) -> {
                seen.addAll(outcomes);
                assertThat(rows(connection)).isEqualTo(1);
                assertThat(rows(other)).as("not committed yet").isZero();
            });
            assertThat(rows(other)).isEqualTo(1);
        }
        assertThat(seen).hasSize(2).first().isEqualTo(stored("Patient/t", 1));
        assertThat(seen.get(1)).isInstanceOf(Outcome.Unresolved.class);
    }

    @Test
    void aStepThatFailsTakesTheRowsBack() {
        assertThatThrownBy(() -> store(List.of(patient("u", "U")), (connection, outcomes) -> {
                    throw new IllegalStateException("the checkpoint is another's");
                }))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("the checkpoint is another's");

        assertThat(server.get("Patient/u-" + n).status()).isEqualTo(404);
    }

    @Test
    void anEmptyBatchRunsItsStep() {
        List<Outcome> seen = new ArrayList<>(List.of(stored("Patient/none", 1)));

        assertThat(store(List.of(), (connection, outcomes) -> {
                    seen.clear();
                    seen.addAll(outcomes);
                }))
                .isEmpty();

        assertThat(seen).isEmpty();
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        for (byte wrong : new byte[] {0, (byte) 0xff, (byte) 0xc3}) {
            byte[] json = "{\"resourceType\":\"Patient\",\"language\":\"d?\"}".getBytes(UTF_8);
            json[json.length - 3] = wrong;

            assertThatThrownBy(() -> store.prepare(new SourceLine("test.ndjson", 1, 0, json)))
                    .as("byte %x", wrong)
                    .isInstanceOf(LineRefusedException.class);
        }
    }

    @Test
    void whatCannotBeReadIsRefusedWithoutQuotingIt() {
        assertThat(refusal("{\"resourceType\":\"Patient\",\"id\":\"p\",\"birthDate\":\"Jane Roe\"}"))
                .contains("birthDate")
                .doesNotContain("Roe");
        assertThat(refusal("{\"resourceType\":\"Patient\",\"nickname\":\"Jane Roe\"}"))
                .contains("nickname")
                .doesNotContain("Roe");
        assertThat(refusal("{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Roe\""))
                .contains("JSON")
                .doesNotContain("Roe");
        assertThat(refusal("Jane Roe")).doesNotContain("Roe");
        assertThat(refusal("{\"resourceType\":\"Sandwich\"}")).isNotBlank();
        assertThat(refusal("{\"resourceType\":\"Patient\",\"id\":\"" + "9".repeat(65) + "\"}"))
                .contains("1 to 64");
        assertThat(refusal("[]")).isNotBlank();
        assertThat(refusal("{}")).isNotBlank();
    }

    @Test
    void theContentIsInTheFullTextIndexSoonAfter() throws InterruptedException {
        store(List.of(patient("f", "Fulltext" + n)));
        String search = "Patient?_content=Fulltext" + n;
        for (int i = 0; i < 100 && server.get(search).tree().path("entry").isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertThat(server.get(search).tree().at("/entry/0/resource/id").asText())
                .isEqualTo("f-" + n);

        store(List.of(patient("f", "Changed" + n)));
        for (int i = 0; i < 100 && !server.get(search).tree().path("entry").isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertThat(server.get(search).tree().path("entry")).isEmpty();
    }

    private String patient(String id, String family) {
        return """
            {"resourceType":"Patient","id":"%s-%s","name":[{"family":"%s"}]}""".formatted(id, n, family);
    }

    private String observation(String id, String subject) {
        return "{\"resourceType\":\"Observation\",\"id\":\"" + id + "-" + n + "\",\"status\":\"final\","
                + "\"code\":{\"text\":\"K\"}"
                + (subject == null ? "" : ",\"subject\":{\"reference\":\"" + subject + "\"}")
                + "}";
    }

    private Outcome stored(String reference, long version) {
        return new Outcome.Stored(reference + "-" + n, version);
    }

    private Outcome unchanged(String reference, long version) {
        return new Outcome.Unchanged(reference + "-" + n, version);
    }

    private String family(String path) {
        return server.get(path).tree().at("/name/0/family").asText();
    }

    private int rows(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("select count(*) from hfj_resource where fhir_id = ?")) {
            query.setString(1, "t-" + n);
            try (var row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private String refusal(String json) {
        try {
            store.prepare(line(json));
        } catch (LineRefusedException e) {
            return e.getMessage();
        }
        throw new AssertionError("taken: " + json);
    }

    private List<Outcome> store(List<String> lines) {
        return store(lines, TransactionStep.NONE);
    }

    private List<Outcome> store(List<String> lines, TransactionStep step) {
        List<PreparedLine> batch = new ArrayList<>();
        for (String json : lines) {
            try {
                batch.add(store.prepare(line(json)));
            } catch (LineRefusedException e) {
                throw new AssertionError(json, e);
            }
        }
        return storePrepared(batch, step);
    }

    private List<Outcome> storePrepared(List<PreparedLine> batch, TransactionStep step) {
        try (BulkSession session = store.open()) {
            return session.store(batch, step).join();
        }
    }

    private static SourceLine line(String json) {
        return new SourceLine("test.ndjson", 1, 0, json.getBytes(UTF_8));
    }
}
