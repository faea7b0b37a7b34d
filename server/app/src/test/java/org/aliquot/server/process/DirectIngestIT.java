package org.aliquot.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code aliquot ingest --data-dir}: straight into the database, no server anywhere. */
class DirectIngestIT {
    @Test
    void aFileIsLoadedIntoANewDataDirectoryAndAgainChangesNothing() throws Exception {
        Files.createDirectories(Path.of("target"));
        Path directory = Files.createTempDirectory(Path.of("target"), "direct-ingest-");
        Path file = Files.writeString(directory.resolve("lab.ndjson"), """
                {"resourceType":"Observation","id":"o","status":"final","code":{"text":"K"},"subject":{"reference":"Patient/p"}}
                {"resourceType":"Patient","id":"p"}
                {"resourceType":"Patient","id":"broken"
                """);
        Path errors = directory.resolve("errors.ndjson");
        String[] command = {
            "ingest", "--data-dir", directory.resolve("data").toString(), "--errors", errors.toString(), file.toString()
        };

        Cli.Result first = Cli.run(command);
        assertThat(first.exitCode()).as(first.err()).isEqualTo(3);
        assertThat(last(first).path("accepted").asInt()).isEqualTo(2);
        assertThat(last(first).path("failed").asInt()).isEqualTo(1);
        assertThat(Files.readString(errors)).contains("lab.ndjson, line 3");

        Cli.Result again = Cli.run(command);
        assertThat(last(again).path("accepted").asInt()).as(again.err()).isZero();
        assertThat(last(again).path("unchanged").asInt()).isEqualTo(2);
    }

    private static JsonNode last(Cli.Result result) throws Exception {
        List<String> lines = result.out().lines().toList();
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }
}
