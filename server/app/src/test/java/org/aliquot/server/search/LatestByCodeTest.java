package org.aliquot.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.junit.jupiter.api.Test;

class LatestByCodeTest {
    private static Observation observation(String id, String time, String... codes) {
        Observation observation = new Observation();
        observation.setId(id);
        for (String code : codes) {
            observation.getCode().addCoding().setSystem("urn:codes").setCode(code);
        }
        if (time != null) {
            observation.setEffective(new DateTimeType(time));
        }
        return observation;
    }

    private static List<String> latest(int max, Observation... observations) {
        LatestByCode latest = new LatestByCode(max);
        for (Observation observation : observations) {
            latest.add(observation);
        }
        return latest.latest().stream()
                .map(found -> found.getIdElement().getIdPart())
                .toList();
    }

    @Test
    void theMostRecentOfEachCodeIsKept() {
        assertThat(latest(
                        1,
                        observation("old", "2026-01-01T08:00:00Z", "K"),
                        observation("new", "2026-01-02T08:00:00Z", "K"),
                        observation("other", "2025-01-01T08:00:00Z", "Na")))
                .containsExactly("new", "other");
    }

    @Test
    void tiesWithTheLastAreReturnedToo() {
        assertThat(latest(
                        1,
                        observation("a", "2026-01-02T08:00:00Z", "K"),
                        observation("b", "2026-01-02T08:00:00Z", "K"),
                        observation("c", "2026-01-01T08:00:00Z", "K")))
                .containsExactly("a", "b");
    }

    @Test
    void oneSharedCodingMakesCodesTheSame() {
        assertThat(latest(
                        1,
                        observation("local", "2026-01-01T08:00:00Z", "767"),
                        observation("both", "2026-01-02T08:00:00Z", "767", "2823-3"),
                        observation("loinc", "2026-01-03T08:00:00Z", "2823-3")))
                .containsExactly("loinc");
    }

    @Test
    void whatHasNoTimeIsTheOldest() {
        assertThat(latest(1, observation("undated", null, "K"), observation("dated", "1990-01-01T08:00:00Z", "K")))
                .containsExactly("dated");
    }
}
