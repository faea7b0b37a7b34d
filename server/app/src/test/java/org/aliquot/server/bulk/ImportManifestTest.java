package org.aliquot.server.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.aliquot.ingest.job.ledger.Counts;
import org.aliquot.ingest.job.ledger.JobState;
import org.aliquot.ingest.job.ledger.JobStatus;
import org.aliquot.ingest.job.ledger.SourceKind;
import org.aliquot.ingest.job.ledger.SourceSpec;
import org.aliquot.ingest.job.ledger.SourceState;
import org.aliquot.ingest.job.ledger.SourceStatus;
import org.aliquot.ingest.job.source.Position;
import org.aliquot.ingest.validate.Level;
import org.junit.jupiter.api.Test;

class ImportManifestTest {
    private static final Instant NOON = Instant.parse("2025-03-01T12:00:00Z");
    private static final String BASE = "https://files.example.org/";
    private static final SourceStatus GOOD =
            source(1, "patients.ndjson?key=1", SourceState.DONE, null, new Counts(5, 3, 2, 0, 0));
    private static final SourceStatus MIXED =
            source(2, "results.ndjson", SourceState.DONE, null, new Counts(9, 7, 0, 2, 0));
    private static final SourceStatus AWAY =
            source(3, "gone.ndjson", SourceState.FAILED, "answered with status 404", Counts.NONE);

    private final JsonNode manifest = ImportManifest.of(job(GOOD, MIXED, AWAY), "errors?_input=", true);

    @Test
    void everyInputHasItsOutputWithWhatIsStoredNow() {
        assertThat(manifest.path("output"))
                .extracting(output -> output.path("inputUrl").asText() + " "
                        + output.path("count").asLong())
                .containsExactly(BASE + "patients.ndjson?key=1 5", BASE + "results.ndjson 7", BASE + "gone.ndjson 0");
        assertThat(manifest.path("output"))
                .allMatch(output -> output.path("input").equals(output.path("inputUrl")));
    }

    @Test
    void anInputHasErrorsWhereLinesWereRefusedOrItsEndWasNotReached() {
        assertThat(manifest.path("error"))
                .extracting(error -> error.path("inputUrl").asText() + " "
                        + error.path("type").asText() + " "
                        + error.path("count").asLong() + " "
                        + error.path("url").asText())
                .containsExactly(
                        BASE + "results.ndjson OperationOutcome 2 errors?_input=2",
                        BASE + "gone.ndjson OperationOutcome 1 errors?_input=3");
        assertThat(ImportManifest.of(job(GOOD), "", true).path("error")).isEmpty();
    }

    @Test
    void anInputThatCouldNotBeReadIsAnOperationOutcome() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FailedSourceJson.write(AWAY, out);

        assertThat(out)
                .asString()
                .contains("OperationOutcome", "gone.ndjson: answered with status 404")
                .endsWith("\n");
    }

    private static JobStatus job(SourceStatus... sources) {
        return new JobStatus(
                "j",
                "server",
                "copy",
                Level.STRUCTURE,
                "https://lab.example.org/fhir/$import",
                JobState.DONE,
                null,
                false,
                NOON,
                NOON,
                NOON.plusSeconds(2),
                List.of(sources));
    }

    private static SourceStatus source(int number, String file, SourceState state, String reason, Counts counts) {
        return new SourceStatus(
                number,
                new SourceSpec(SourceKind.URL, BASE + file, BASE + file.replaceFirst("\\?.*", ""), "Patient"),
                state,
                reason,
                new Position(counts.read(), 0),
                counts);
    }
}
