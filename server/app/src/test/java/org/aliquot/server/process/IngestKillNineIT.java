package org.aliquot.server.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A job whose server or whose session of PostgreSQL is killed again and again leaves what an undisturbed one leaves: every resource, every
 * version, nothing twice.
 *
 * <p>{@code -Daliquot.kills=20} kills oftener, {@code -Daliquot.via=dao} loads the slow way, {@code -Daliquot.seed=…} repeats
 * a run.
 */
class IngestKillNineIT {
    private static final int KILLS = Integer.getInteger("aliquot.kills", 2);
    private static final String VIA = System.getProperty("aliquot.via", "copy");
    private static final long SEED = Long.getLong("aliquot.seed", System.nanoTime());
    private static final int OBSERVATIONS = 3000;
    private static final int PATIENTS = 150;

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void aJobThatIsKilledLeavesWhatAnUndisturbedOneLeaves() throws Exception {
        Map<String, String> undisturbed = loaded("ingest-quiet", 0);
        Map<String, String> killed = loaded("ingest-killed", KILLS);

        assertThat(killed.keySet()).as("resources, seed %d", SEED).isEqualTo(undisturbed.keySet());
        assertThat(killed).as("versions and content, seed %d", SEED).isEqualTo(undisturbed);
    }

    /** What a server holds once the job is done, by type and identifier. */
    private Map<String, String> loaded(String name, int kills) throws Exception {
        Random random = new Random(SEED);
        try (ServedFile file = new ServedFile(lines().getBytes(UTF_8));
                ServerProcess server = ServerProcess.ofThisBuild(name)
                        .with("ALIQUOT_INGEST_ALLOWEDURLS", file.base())
                        .with("ALIQUOT_INGEST_BATCHLINES", "40")
                        .start()) {
            // As much of the file as leaves some for after the last kill: a job must not be done before.
            int share = file.length() / (kills + 1) + 1;
            file.openTo(share);
            ImportJob job = ImportJob.order(server, VIA, file);
            for (int kill = 1; kill <= kills; kill++) {
                job.untilRead(file.linesBefore(share * kill - share / 2));
                file.openTo(share * (kill + 1));
                Thread.sleep(random.nextInt(150));
                Blow.values()[kill % Blow.values().length].strike(server, random);
            }
            JsonNode done = job.untilDone();
            assertThat(done.at("/lines/refused").asInt()).as(done.toString()).isEqualTo(1);
            assertThat(done.at("/lines/stored").asInt())
                    .isEqualTo(done.at("/lines/read").asInt() - 1);
            Map<String, String> content = new TreeMap<>();
            collect(server, "Patient", content);
            collect(server, "Observation", content);
            return content;
        }
    }

    private static void collect(ServerProcess server, String type, Map<String, String> into) {
        String path = "/fhir/" + type + "?_count=500";
        while (path != null) {
            JsonNode page = server.get(path);
            for (JsonNode entry : page.path("entry")) {
                ObjectNode resource = (ObjectNode) entry.path("resource");
                String identifier = resource.at("/identifier/0/value").asText();
                String version = resource.at("/meta/versionId").asText();
                // What differs from run to run.
                resource.remove("meta");
                resource.remove("id");
                assertThat(into.put(type + " " + identifier, "version " + version + " " + resource))
                        .as("%s %s is there twice", type, identifier)
                        .isNull();
            }
            path = null;
            for (JsonNode link : page.path("link")) {
                if ("next".equals(link.path("relation").asText())) {
                    path = link.path("url").asText().replaceFirst("^https?://[^/]+", "");
                }
            }
        }
    }

    /** Observations before their patients, some of them twice and changed, some without id, and one that refers to nobody. */
    private static String lines() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < OBSERVATIONS; i++) {
            // The first half waits for patients that come in the middle.
            lines.append(observation(i % 7 == 0 ? null : "o" + i, "o" + i, "p" + i % PATIENTS, "1.0"));
            if (i % 50 == 1 && i % 7 != 0) {
                lines.append(observation("o" + i, "o" + i, "p" + i % PATIENTS, "2.0"));
            }
            if (i == OBSERVATIONS / 2) {
                for (int p = 0; p < PATIENTS; p++) {
                    lines.append("{\"resourceType\":\"Patient\",\"id\":\"p")
                            .append(p)
                            .append("\",\"identifier\":[{\"value\":\"p")
                            .append(p)
                            .append("\"}]}\n");
                }
            }
        }
        return lines.append(observation("lost", "lost", "nobody", "1.0")).toString();
    }

    private static String observation(String id, String identifier, String patient, String value) {
        return "{\"resourceType\":\"Observation\"," + (id == null ? "" : "\"id\":\"" + id + "\",")
                + "\"identifier\":[{\"value\":\"" + identifier + "\"}],\"status\":\"final\",\"code\":{\"text\":\"K\"},"
                + "\"subject\":{\"reference\":\"Patient/" + patient + "\"},\"valueQuantity\":{\"value\":" + value
                + "}}\n";
    }
}
