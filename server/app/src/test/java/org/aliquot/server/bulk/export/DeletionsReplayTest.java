package org.aliquot.server.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;

/** The Bundles of {@code deleted}, posted one after another where everything is still there, delete it all. */
@WithServer
class DeletionsReplayTest {
    /** Of each type; more than a Bundle's entries. */
    private static final int EACH = 600;

    private final TestServer server;
    private final String n = UUID.randomUUID().toString().substring(0, 8);

    DeletionsReplayTest(TestServer server) {
        this.server = server;
    }

    @Test
    void whatIsReferredToIsDeletedAfterWhatRefersToIt() {
        List<String> there = new ArrayList<>();
        IntStream.range(0, EACH).forEach(i -> there.add(patient(i)));
        IntStream.range(0, EACH).forEach(i -> there.add(basic(i, i)));
        store(there);
        Instant since = now();
        delete(IntStream.range(0, EACH).mapToObj(i -> "Basic/b-" + i + "-" + n).toList());
        delete(IntStream.range(0, EACH)
                .mapToObj(i -> "Patient/p-" + i + "-" + n)
                .toList());
        replay(since, there, 2 * EACH);
    }

    /** By then it referred to nobody; who is to delete it now has what it was when the export's time began. */
    @Test
    void whatReferredToIsToldByWhatTheClientHas() {
        store(List.of(basic(0, -1)));
        List<String> patients = IntStream.range(0, EACH).mapToObj(this::patient).toList();
        store(patients);
        store(List.of(basic(0, EACH - 1)));
        Instant since = now();
        store(List.of(basic(0, -1)));
        delete(IntStream.range(0, EACH)
                .mapToObj(i -> "Patient/p-" + i + "-" + n)
                .toList());
        delete(List.of("Basic/b-0-" + n));
        List<String> there = new ArrayList<>(patients);
        there.add(basic(0, EACH - 1));
        replay(since, there, EACH + 1);
    }

    @Test
    void whatRefersToEachOtherInACircleIsDeletedAtOnce() {
        List<String> none =
                IntStream.range(0, EACH).mapToObj(i -> linked(i, -1)).toList();
        List<String> circle = IntStream.range(0, EACH)
                .mapToObj(i -> linked(i, (i + 1) % EACH))
                .toList();
        store(none);
        store(circle);
        Instant since = now();
        delete(IntStream.range(0, EACH)
                .mapToObj(i -> "Patient/p-" + i + "-" + n)
                .toList());
        List<String> there = new ArrayList<>(none);
        there.addAll(circle);
        replay(since, there, EACH);
    }

    private void replay(Instant since, List<String> there, int deletions) {
        Exported exported = Exported.of(server, "$export?_type=Patient,Basic&_since=" + since);
        List<String> ours = exported.deleted().stream()
                .filter(name -> name.endsWith("-" + n))
                .toList();
        assertThat(ours).hasSize(deletions).doesNotHaveDuplicates();
        store(there);
        for (JsonNode file : exported.manifest().path("deleted")) {
            for (String bundle : server.get(file.path("url").asText()).body().split("\n")) {
                Answer answer = server.post("", bundle);
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            }
        }
        assertThat(ours.stream().map(name -> server.get(name).status()).distinct())
                .containsExactly(410);
    }

    /** Later than all that was changed, before all that will be. */
    private static Instant now() {
        try {
            Thread.sleep(5);
            Instant now = Instant.now();
            Thread.sleep(5);
            return now;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void store(List<String> lines) {
        Answer stored = server.post("/ops/ingest", String.join("\n", lines));
        assertThat(stored.tree().at("/lines/refused").asInt(-1))
                .as(stored.body())
                .isZero();
    }

    private void delete(List<String> names) {
        Answer deleted = server.post(
                "",
                names.stream()
                        .map(name -> "{\"request\":{\"method\":\"DELETE\",\"url\":\"" + name + "\"}}")
                        .collect(Collectors.joining(
                                ",", "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[", "]}")));
        assertThat(deleted.status()).as(deleted.body()).isEqualTo(200);
    }

    private String patient(int number) {
        return "{\"resourceType\":\"Patient\",\"id\":\"p-" + number + "-" + n + "\"}";
    }

    /** @param other whom it is linked to; -1: nobody */
    private String linked(int number, int other) {
        return "{\"resourceType\":\"Patient\",\"id\":\"p-" + number + "-" + n + "\""
                + (other < 0
                        ? ""
                        : ",\"link\":[{\"other\":{\"reference\":\"Patient/p-" + other + "-" + n
                                + "\"},\"type\":\"seealso\"}]")
                + "}";
    }

    /** @param patient whom it is about; -1: nobody */
    private String basic(int number, int patient) {
        return "{\"resourceType\":\"Basic\",\"id\":\"b-" + number + "-" + n + "\",\"code\":{\"text\":\"x\"}"
                + (patient < 0 ? "" : ",\"subject\":{\"reference\":\"Patient/p-" + patient + "-" + n + "\"}")
                + "}";
    }
}
