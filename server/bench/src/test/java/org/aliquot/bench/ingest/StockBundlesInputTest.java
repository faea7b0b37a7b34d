package org.aliquot.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the clients are given to send. */
class StockBundlesInputTest {
    @TempDir
    private Path folder;

    @Test
    void groupsAreTheHouseThenOnePatientEachAndLoseNothing() throws IOException {
        List<List<String>> groups = new ArrayList<>();
        long lines;
        try (LabData data = new LabData(folder, new Progress())) {
            Path file = data.file(2_000, 9);
            lines = Files.readAllLines(file).size();
            try (PatientGroups source = new PatientGroups(file)) {
                for (List<String> group = source.take(); !group.isEmpty(); group = source.take()) {
                    groups.add(group);
                }
            }
            assertThat(SearchTargets.in(file).patients()).hasSize(groups.size() - 1);
        }

        assertThat(groups.get(0).get(0)).startsWith("{\"resourceType\":\"Organization\"");
        assertThat(groups.subList(1, groups.size()))
                .allMatch(group -> group.stream()
                                .filter(line -> line.contains("\"Patient\",\"id\""))
                                .count()
                        == 1);
        assertThat(groups.stream().mapToLong(List::size).sum()).isEqualTo(lines);
    }

    @Test
    void bundlesPutEachResourceAtItsId() throws IOException {
        JsonNode bundle = new ObjectMapper()
                .readTree(Bundles.transaction(List.of(
                        "{\"resourceType\":\"Patient\",\"id\":\"a-1\"}",
                        "{\"resourceType\":\"Device\",\"id\":\"b.2\"}")));

        assertThat(bundle.path("type").asText()).isEqualTo("transaction");
        assertThat(bundle.at("/entry/0/resource/id").asText()).isEqualTo("a-1");
        assertThat(bundle.at("/entry/1/request/method").asText()).isEqualTo("PUT");
        assertThat(bundle.at("/entry/1/request/url").asText()).isEqualTo("Device/b.2");
    }

    @Test
    void aLineInAnotherOrderIsRefusedRatherThanGuessed() {
        assertThatThrownBy(() -> Bundles.transaction(List.of("{\"id\":\"a\",\"resourceType\":\"Patient\"}")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
