package org.aliquot.bench.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** {@code aliquot ingest --server URL --via copy FILE}. What it says is held against the database. */
record CliIngest(AliquotCli cli, BenchServer server) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One ingest.
     *
     * @param perSecond by the command's own account, from its first byte to the last commit
     * @param wall of the whole process, the start of its JVM included
     */
    record Ingested(long accepted, double perSecond, Duration wall) {}

    Ingested ingest(Path file) throws IOException, InterruptedException, SQLException {
        long before = server.database().resources();
        AliquotCli.Run run = cli.run("ingest", "--server", server.base(), "--via", "copy", file.toString());
        JsonNode told = JSON.readTree(run.output());
        long accepted = told.path("accepted").asLong(-1);
        long stored = server.database().resources() - before;
        if (told.path("failed").asLong(-1) != 0 || accepted != stored) {
            throw new IllegalStateException(
                    "aliquot ingest said " + run.output() + ", and the database has " + stored + " more resources");
        }
        return new Ingested(accepted, accepted / told.path("seconds").asDouble(), run.wall());
    }
}
