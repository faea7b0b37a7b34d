package org.aliquot.server.bulk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.aliquot.ingest.job.ledger.Counts;
import org.aliquot.ingest.job.ledger.JobStatus;
import org.aliquot.ingest.job.ledger.SourceState;
import org.aliquot.ingest.job.ledger.SourceStatus;

/**
 * What {@code $import} answers with at its end, by the proposal at github.com/smart-on-fhir/bulk-import
 * (import-manifest.md, "Response - Complete Status"). {@code counts} and {@code input} are beyond it.
 */
final class ImportManifest {
    private ImportManifest() {}

    /**
     * One job's.
     *
     * @param errors where an input's errors are, up to its number
     * @param requiresAccessToken whether one needs a token to fetch them
     */
    static ObjectNode of(JobStatus job, String errors, boolean requiresAccessToken) {
        ObjectNode manifest = JsonNodeFactory.instance
                .objectNode()
                .put("transactionTime", Objects.toString(job.endedAt()))
                .put("request", job.request())
                .put("requiresAccessToken", requiresAccessToken);
        ArrayNode stored = manifest.putArray("output");
        ArrayNode refused = manifest.putArray("error");
        for (SourceStatus source : job.sources()) {
            Counts counts = source.counts();
            // Without url: nobody was told more of a line that went in than that it did.
            entry(stored, source).put("count", counts.stored() + counts.unchanged());
            long failures = counts.refused() + (source.state() == SourceState.FAILED ? 1 : 0);
            if (failures > 0) {
                entry(refused, source)
                        .put("type", "OperationOutcome")
                        .put("count", failures)
                        .put("url", errors + source.number());
            }
        }
        put(manifest.putObject("counts"), job.counts())
                .put("seconds", job.elapsed(Instant.EPOCH).toMillis() / 1000.0);
        ArrayNode inputs = manifest.putArray("input");
        for (SourceStatus source : job.sources()) {
            ObjectNode input = inputs.addObject()
                    .put("type", source.spec().resourceType())
                    .put("url", source.spec().name())
                    .put("state", source.state().name().toLowerCase(Locale.ROOT))
                    .put("reason", source.reason());
            put(input.putObject("counts"), source.counts());
        }
        return manifest;
    }

    // The proposal's text calls it input, its example inputUrl. As ordered, so that a client finds it again.
    private static ObjectNode entry(ArrayNode entries, SourceStatus source) {
        String url = source.spec().location();
        return entries.addObject().put("input", url).put("inputUrl", url);
    }

    private static ObjectNode put(ObjectNode into, Counts counts) {
        return into.put("read", counts.read())
                .put("stored", counts.stored())
                .put("unchanged", counts.unchanged())
                .put("refused", counts.refused());
    }
}
