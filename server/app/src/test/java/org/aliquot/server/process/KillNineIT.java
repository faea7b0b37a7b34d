package org.aliquot.server.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.aliquot.gateway.simulator.InstrumentSimulator;
import org.aliquot.gateway.simulator.SendSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An acknowledgement is a promise: it holds when the process is killed the moment after. */
class KillNineIT {
    private static final int MESSAGES = 200;
    private static final int KILL_AFTER = 80;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void everyAcknowledgedMessageIsStoredExactlyOnceAfterKillNine() throws Exception {
        try (ServerProcess server = ServerProcess.ofThisBuild("kill-nine").start()) {
            Set<Integer> acknowledged = new ConcurrentSkipListSet<>();
            Thread analyzer = new Thread(() -> sendAll(server.xnPort(), acknowledged), "analyzer");
            analyzer.start();
            while (acknowledged.size() < KILL_AFTER) {
                Thread.sleep(5);
            }
            server.kill();
            analyzer.join();
            assertThat(acknowledged).as("killed in the middle").hasSizeBetween(KILL_AFTER, MESSAGES - 1);

            server.start();
            sendAll(server.xnPort(), acknowledged);
            assertThat(acknowledged).hasSize(MESSAGES);
            server.untilDelivered();

            Map<String, Integer> stored = reportsByAccession(server);
            assertThat(stored.keySet()).isEqualTo(accessions());
            assertThat(stored.values()).as("each report once").containsOnly(1);
            assertThat(resultIdentifiers(server))
                    .as("each result once")
                    .hasSize(MESSAGES * 3)
                    .doesNotHaveDuplicates();
            assertThat(server.stop()).as("stops in order").isIn(0, 143);
        }
    }

    /** Sends what is not acknowledged, one session a message; a lost connection ends the round, as at a real bench. */
    private static void sendAll(int port, Set<Integer> acknowledged) {
        InstrumentSimulator analyzer = new InstrumentSimulator(
                SendSettings.standard().answeringWithin(Duration.ofSeconds(15)), Clock.systemUTC());
        for (int i = 0; i < MESSAGES; i++) {
            if (acknowledged.contains(i)) {
                continue;
            }
            try {
                if (!analyzer.send("sysmex-xn", "127.0.0.1", port, message(i)).allAcknowledged()) {
                    return;
                }
                acknowledged.add(i);
            } catch (IOException killed) {
                return;
            }
        }
    }

    private static byte[] message(int i) {
        String time = "20240627" + String.format("%02d%02d%02d", 8 + i / 60, i % 60, 7);
        return String.join(
                        "\r",
                        "H|\\^&|||XN-20^00-24^10001^^^^AB123456||||||||E1394-97",
                        "P|1",
                        "O|1||^^" + accession(i) + "^B|^^^^WBC\\^^^^HGB\\^^^^PLT|||||||N||||||||||||||F",
                        "R|1|^^^^WBC^1|8." + i % 10 + "|10*3/uL||N||F||||" + time,
                        "R|2|^^^^HGB^1|12." + i % 10 + "|g/dL||N||F||||" + time,
                        "R|3|^^^^PLT^1|" + (100 + i) + "|10*3/uL||N||F||||" + time,
                        "L|1|N",
                        "")
                .getBytes(US_ASCII);
    }

    private static String accession(int i) {
        return String.format("K9%04d", i);
    }

    private static Set<String> accessions() {
        Set<String> all = new TreeSet<>();
        for (int i = 0; i < MESSAGES; i++) {
            all.add(accession(i));
        }
        return all;
    }

    private static Map<String, Integer> reportsByAccession(ServerProcess server) {
        Map<String, String> accessionOf = new HashMap<>();
        server.get("/fhir/Specimen?_count=500")
                .path("entry")
                .forEach(entry -> accessionOf.put(
                        "Specimen/" + entry.at("/resource/id").asText(),
                        entry.at("/resource/accessionIdentifier/value").asText()));
        Map<String, Integer> reports = new java.util.TreeMap<>();
        for (JsonNode entry : server.get("/fhir/DiagnosticReport?_count=500").path("entry")) {
            reports.merge(
                    accessionOf.get(entry.at("/resource/specimen/0/reference").asText()), 1, Integer::sum);
        }
        return reports;
    }

    private static List<String> resultIdentifiers(ServerProcess server) {
        List<String> identifiers = new ArrayList<>();
        for (String code : List.of("WBC", "HGB", "PLT")) {
            server.get("/fhir/Observation?_count=500&code=" + code)
                    .path("entry")
                    .forEach(entry -> identifiers.add(
                            entry.at("/resource/identifier/0/value").asText()));
        }
        return identifiers;
    }
}
