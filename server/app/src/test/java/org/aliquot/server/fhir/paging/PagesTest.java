package org.aliquot.server.fhir.paging;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a search finds comes on one of its pages. */
@WithServer
class PagesTest {
    private static final int MANY = 30;

    private final TestServer server;

    PagesTest(TestServer server) {
        this.server = server;
    }

    /** Under two of the codes that are asked for: it fills two places of HAPI's first pass, and is one result. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 9, 10, 11, 30})
    void pagesGoOnWhereResultsWereFoundTwice(int twice) {
        String system = "urn:first-page:" + twice;
        List<String> expected = store(system, MANY, twice);

        for (String search : List.of("", "&_sort=_lastUpdated", "&_sort=-_id", "&_sort=code", "&_total=accurate")) {
            String asked = "Observation?code=" + system + "%7Ca," + system + "%7Cb&_count=10" + search;
            assertThat(found(asked)).as(asked).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void lastPassFindsAllThatIsLeft() {
        JpaStorageSettings settings = server.bean(JpaStorageSettings.class);
        List<Integer> passes = settings.getSearchPreFetchThresholds();
        List<String> expected = store("urn:last-pass", 1_700, 0);
        try {
            // As it would be after a million.
            settings.setSearchPreFetchThresholds(List.of(13, 100, -1));
            for (String search : List.of("", "&_count=500", "&_sort=_lastUpdated&_count=90")) {
                assertThat(found("Observation?code=urn:last-pass%7Ca" + search))
                        .as(search)
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        } finally {
            settings.setSearchPreFetchThresholds(passes);
        }
    }

    @Test
    void listsOfGraphQlAreWholeOrRefused() {
        store("urn:list", 500, 0);
        assertThat(graphQl("ObservationList(code:'urn:list|a')").tree().at("/data/ObservationList"))
                .hasSize(500);
        store("urn:longer-list", 501, 0);
        Answer refused = graphQl("ObservationList(code:'urn:longer-list|a')");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("ObservationConnection");
        assertThat(graphQl("ObservationList(code:'urn:longer-list|a',_count:'7')")
                        .tree()
                        .at("/data/ObservationList"))
                .hasSize(7);
        assertThat(graphQl("ObservationList(code:'urn:longer-list|a',_count:'-7')")
                        .status())
                .isEqualTo(400);
    }

    private Answer graphQl(String question) {
        return server.post(
                "$graphql",
                "{\"query\":\"{" + question.replace("'", "\\\"") + "{id}}\"}",
                "Content-Type",
                "application/json");
    }

    private List<String> store(String system, int count, int twice) {
        List<Resource> many = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Observation observation = new Observation();
            observation.setStatus(Observation.ObservationStatus.FINAL);
            observation.getCode().addCoding().setSystem(system).setCode("a");
            if (i < twice) {
                observation.getCode().addCoding().setSystem(system).setCode("b");
            }
            observation.setId(system.replace(':', '-') + "-" + i);
            many.add(observation);
        }
        assertThat(server.bean(ResourceIngest.class).ingest(many)).allMatch(Outcome.Stored.class::isInstance);
        return many.stream().map(Resource::getId).toList();
    }

    private List<String> found(String search) {
        List<String> ids = new ArrayList<>();
        String next = search;
        while (next != null) {
            Bundle page = server.parse(Bundle.class, server.get(next));
            page.getEntry()
                    .forEach(entry -> ids.add(entry.getResource().getIdElement().getIdPart()));
            next = page.getLink("next") == null ? null : page.getLink("next").getUrl();
        }
        return ids;
    }
}
