package org.aliquot.server.bulk.export.run;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.ingest.hapi.current.Labels;
import org.aliquot.ingest.hapi.current.VersionQueries;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More deletions than are put into an order. */
@WithServer
class ManyDeletionsTest {
    private static final int DELETED = 12;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestServer server;
    private final String n = UUID.randomUUID().toString().substring(0, 8);

    ManyDeletionsTest(TestServer server) {
        this.server = server;
    }

    @Test
    void theYoungestComeFirst(@TempDir Path folder) throws Exception {
        Instant since = Instant.now();
        IntStream.range(0, DELETED)
                .forEach(i -> assertThat(server.put(
                                        name(i),
                                        "{\"resourceType\":\"Basic\",\"id\":\"many-" + i + "-" + n
                                                + "\",\"code\":{\"text\":\"x\"}}")
                                .status())
                        .isEqualTo(201));
        IntStream.range(0, DELETED)
                .forEach(i -> assertThat(server.delete(name(i)).status()).isEqualTo(200));

        List<String> told = deletions(since, DELETED - 1, folder);

        assertThat(told.stream().filter(name -> name.endsWith(n)))
                .containsExactlyElementsOf(IntStream.range(0, DELETED)
                        .mapToObj(i -> name(DELETED - 1 - i))
                        .toList());
    }

    private String name(int number) {
        return "Basic/many-" + number + "-" + n;
    }

    private List<String> deletions(Instant since, int ordered, Path folder) throws Exception {
        FhirContext fhir = server.bean(FhirContext.class);
        TreeSet<String> types = new TreeSet<>(List.of("Basic"));
        try (Snapshot snapshot = Snapshot.take(
                        server.bean(DataSource.class),
                        server.bean(WritesUnderWay.class),
                        Clock.systemUTC(),
                        new Stop());
                Snapshot.View view = snapshot.view();
                Ownership everybodys = new Ownership(
                        ExportOrder.NOTHING.within(types, new TreeMap<>(), Optional.empty()),
                        fhir,
                        server.bean(ExportRules.class),
                        new Compartments(fhir, server.bean(ISearchParamRegistry.class)),
                        Optional.empty(),
                        snapshot);
                OutputFiles files = new OutputFiles(folder, ".deleted.ndjson", Long.MAX_VALUE, file -> {})) {
            new Deletions(everybodys, ordered)
                    .write(
                            new VersionQueries(types, Optional.of(since), Optional.empty(), snapshot.instant()),
                            view,
                            new LineReader(view, new Labels(false)),
                            files);
            List<String> told = new ArrayList<>();
            for (OutputFile file : files.finish()) {
                for (String bundle : Files.readAllLines(folder.resolve(file.name()))) {
                    for (JsonNode entry : JSON.readTree(bundle).path("entry")) {
                        told.add(entry.at("/request/url").asText());
                    }
                }
            }
            return told;
        }
    }
}
