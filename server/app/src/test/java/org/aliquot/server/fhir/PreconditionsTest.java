package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Requests that say what must be so: If-Match and If-None-Exist. */
@WithServer
class PreconditionsTest {
    private static final String PATIENT = "{\"resourceType\":\"Patient\",\"id\":\"%s\",\"active\":%s}";
    private static final String IDENTIFIED =
            "{\"resourceType\":\"Patient\",%s\"identifier\":[{\"system\":\"urn:conditions\",\"value\":\"%s\"}]}";

    private final TestServer server;

    PreconditionsTest(TestServer server) {
        this.server = server;
    }

    @Test
    void whatIsNotThereMatchesNoVersion() {
        String body = PATIENT.formatted("if-match-new", true);
        assertThat(server.put("Patient/if-match-new", body, "If-Match", "W/\"7\"")
                        .status())
                .isEqualTo(412);
        assertThat(server.get("Patient/if-match-new").status()).isEqualTo(404);
    }

    @Test
    void aVersionThatIsNotTheLatestIsNeitherChangedNorDeleted() {
        String url = "Patient/if-match-old";
        server.put(url, PATIENT.formatted("if-match-old", true));
        server.put(url, PATIENT.formatted("if-match-old", false));
        assertThat(server.put(url, PATIENT.formatted("if-match-old", true), "If-Match", "W/\"1\"")
                        .status())
                .isEqualTo(412);
        assertThat(server.delete(url, "If-Match", "W/\"1\"").status()).isEqualTo(412);
        assertThat(server.get(url).status()).isEqualTo(200);
        assertThat(server.delete(url, "If-Match", "W/\"2\"").status()).isEqualTo(200);
        assertThat(server.get(url).status()).isEqualTo(410);
    }

    /** HAPI keeps the condition of a creation until the first update; a load is one, too. */
    @Test
    void aConditionIsFreeAgainOnceALoadChangedWhatItCreated() {
        String condition = "identifier=urn:conditions%7CA";
        Answer first = server.post("Patient", IDENTIFIED.formatted("", "A"), "If-None-Exist", condition);
        assertThat(first.status()).isEqualTo(201);
        Answer load = server.post(
                "/ops/ingest?source=conditions&via=copy",
                IDENTIFIED.formatted("\"id\":\"" + first.id() + "\",", "B") + "\n");
        assertThat(load.tree().at("/lines/stored").asInt()).as(load.body()).isEqualTo(1);
        assertThat(conditions(first.id())).isZero();
        Answer second = server.post("Patient", IDENTIFIED.formatted("", "A"), "If-None-Exist", condition);
        assertThat(second.status()).as(second.body()).isEqualTo(201);
        assertThat(conditions(second.id())).isOne();
    }

    private int conditions(String id) {
        return new JdbcTemplate(server.bean(DataSource.class))
                .queryForObject(
                        "select count(*) from hfj_res_search_url u join hfj_resource r on r.res_id = u.res_id and"
                                + " r.res_type = 'Patient' where r.fhir_id = ?",
                        Integer.class,
                        id);
    }

    @Test
    void aConditionThatIsTakenIsToldInWordsNotInSql() {
        String condition = "identifier=urn:conditions%7CC";
        Answer first = server.post("Patient", IDENTIFIED.formatted("", "C"), "If-None-Exist", condition);
        // As for another request that searched before the first one had committed.
        new JdbcTemplate(server.bean(DataSource.class))
                .update(
                        "delete from hfj_spidx_token where res_id = (select res_id from hfj_resource where fhir_id = ?)",
                        first.id());
        Answer second = server.post("Patient", IDENTIFIED.formatted("", "C"), "If-None-Exist", condition);
        Answer batch = server.post(
                "",
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"resource\":"
                        + IDENTIFIED.formatted("", "C")
                        + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\",\"ifNoneExist\":\"" + condition
                        + "\"}}]}");
        assertThat(second.status()).isEqualTo(409);
        assertThat(batch.tree().at("/entry/0/response/status").asText()).startsWith("409");
        for (Answer answer : new Answer[] {second, batch}) {
            assertThat(answer.body())
                    .contains("same condition")
                    .doesNotContainIgnoringCase("hfj_")
                    .doesNotContainIgnoringCase("insert into");
        }
        server.delete("Patient/" + first.id());
    }
}
