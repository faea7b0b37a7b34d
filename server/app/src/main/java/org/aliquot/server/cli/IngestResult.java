package org.aliquot.server.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/**
 * How a load ended.
 *
 * @param deleted what an export said was deleted, and is
 * @param isComplete whether every source was read to its end, and all deletions were applied
 * @param notes for people
 */
record IngestResult(IngestCounts counts, long deleted, double seconds, boolean isComplete, List<String> notes) {
    IngestResult {
        notes = List.copyOf(notes);
    }

    /** The last line of the output; scripts read it. */
    String json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("accepted", counts.accepted())
                .put("unchanged", counts.unchanged())
                .put("failed", counts.refused())
                .put("deleted", deleted)
                .put("seconds", Math.round(seconds * 1000) / 1000.0)
                .put("perSecond", seconds <= 0 ? 0 : Math.round(counts.resources() / seconds * 10) / 10.0)
                .put("bytes", counts.bytes())
                .toString();
    }

    int exitCode() {
        if (!isComplete) {
            return ExitCodes.FAILED;
        }
        return counts.refused() > 0 ? ExitCodes.REFUSED : ExitCodes.DONE;
    }
}
