package org.aliquot.server.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.aliquot.server.oracle.corpus.Step;
import org.aliquot.server.oracle.image.Difference;
import org.aliquot.server.oracle.image.ImageComparison;
import org.aliquot.server.oracle.search.Search;
import org.aliquot.server.testsupport.BareDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Whether the oracle would see a difference: the DAOs on both sides, and each change of one side by hand is named. */
class PlantedDifferencesTest {
    private static final TwoServers SERVERS = TwoServers.running().throughTheDaoTwice();

    @BeforeAll
    static void storeOnBothSides() throws Exception {
        assertThat(SERVERS.run(List.of(
                        Step.Store.of("planted", List.of("""
                                        {"resourceType":"Patient","id":"planted-p","name":[{"family":"Planted"}]}""", """
                                        {"resourceType":"Observation","id":"planted-o","status":"final",\
                                        "meta":{"tag":[{"system":"urn:example:planted","code":"x"}]},\
                                        "code":{"coding":[{"system":"http://loinc.org","code":"2345-7"}]},\
                                        "subject":{"reference":"Patient/planted-p"},"effectiveDateTime":"2024-05-06",\
                                        "valueQuantity":{"value":5.40,"unit":"mmol/L"}}""")),
                        Step.Store.of(
                                "planted again",
                                List.of("{\"resourceType\":\"Patient\",\"id\":\"planted-p\",\"active\":true}")))))
                .isEmpty();
        untilTheNamesAreThere();
    }

    /** HAPI writes the names of search parameters on a thread of its own, some time after the first rows. */
    private static void untilTheNamesAreThere() throws Exception {
        Instant end = Instant.now().plusSeconds(60);
        String names = "select count(*) from hfj_spidx_identity where res_type = 'Observation'"
                + " and sp_name in ('code', 'value-quantity')";
        try (Connection connection =
                SERVERS.right().server().bean(DataSource.class).getConnection()) {
            while (!BareDatabase.rows(connection, names).equals(List.of("2"))) {
                assertThat(Instant.now()).isBefore(end);
                Thread.sleep(100);
            }
        }
    }

    @Test
    void nothingPlantedNothingFound() {
        assertThat(SERVERS.rowsThatDiffer(PlantedDifferencesTest::isPlanted)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "update hfj_spidx_token set sp_value = 'y' where sp_value = '2345-7';"
                        + " hfj_spidx_token of Observation/planted-o, sp_value",
                "update hfj_spidx_token set hash_sys = 1 where sp_value = '2345-7' and hash_identity = (select hash_identity from hfj_spidx_identity where res_type = 'Observation' and sp_name = 'code');"
                        + " hfj_spidx_token of Observation/planted-o, hash_sys",
                "delete from hfj_spidx_quantity where hash_identity = (select hash_identity from hfj_spidx_identity where res_type = 'Observation' and sp_name = 'value-quantity');"
                        + " hfj_spidx_quantity of Observation/planted-o, (row)",
                "update hfj_res_link set target_resource_id = src_resource_id, target_resource_type = 'Observation';"
                        + " hfj_res_link of Observation/planted-o, target_resource_id",
                "update hfj_res_ver set res_text_vc = replace(res_text_vc, '5.40', '5.4') where res_type = 'Observation';"
                        + " hfj_res_ver of Observation/planted-o, res_text_vc",
                "update hfj_resource set sp_date_present = false;"
                        + " hfj_resource of Observation/planted-o, sp_date_present",
                "delete from hfj_res_tag; hfj_res_tag of Observation/planted-o, (row)",
                "delete from hfj_res_ver where res_ver = 1 and res_type = 'Patient';"
                        + " hfj_res_ver of Patient/planted-p, (row)",
                "update hfj_res_ver set res_updated = res_published where res_type = 'Patient';"
                        + " hfj_res_ver of Patient/planted-p, res_updated",
                "update hfj_resource set res_updated = res_updated + interval '17 microseconds';"
                        + " hfj_resource of Observation/planted-o, res_updated",
            })
    void aChangedRowIsNamed(String change, String where) throws SQLException {
        List<Difference> found = differencesAfter(change);

        assertThat(found.toString()).contains(where);
        assertThat(found).hasSizeLessThan(7);
    }

    @Test
    void bothValuesAreShownFromWhereTheyPart() throws SQLException {
        List<Difference> found = differencesAfter(
                "update hfj_res_ver set res_text_vc = replace(res_text_vc, '5.40', '5.4') where res_type = 'Observation'");

        assertThat(found.toString()).contains("{\"value\":5.40,").contains("{\"value\":5.4,");
    }

    @Test
    void anAnswerThatDiffersIsNamed() {
        SERVERS.left()
                .run(Step.Rest.put("Device/planted-left", "{\"resourceType\":\"Device\",\"id\":\"planted-left\"}"));
        try {
            assertThat(SERVERS.answersThatDiffer(List.of(new Search("Device?_id=planted-left", Search.Order.OPEN))))
                    .singleElement()
                    .asString()
                    .contains("GET Device?_id=planted-left")
                    .contains("total 1 by DAO, 0 by DAO again");
        } finally {
            // Other tests compare everything: the same on both sides again.
            SERVERS.right()
                    .run(Step.Rest.put("Device/planted-left", "{\"resourceType\":\"Device\",\"id\":\"planted-left\"}"));
        }
    }

    /** Changes the planted resources' rows on the right, compares, and takes it back. */
    private static List<Difference> differencesAfter(String change) throws SQLException {
        DataSource database = SERVERS.right().server().bean(DataSource.class);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                statement.execute(onlyPlanted(change));
                return ImageComparison.ofResources(
                        SERVERS.left().image(),
                        new ImageComparison.Side(
                                new SingleConnectionDataSource(connection, true), SERVERS.right()::alias),
                        PlantedDifferencesTest::isPlanted);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static String onlyPlanted(String change) {
        String owner = change.contains("hfj_res_link") ? "src_resource_id" : "res_id";
        return change + (change.contains(" where ") ? " and " : " where ") + owner
                + " in (select res_id from hfj_resource where fhir_id like 'planted-%')";
    }

    private static boolean isPlanted(String resource) {
        return resource.contains("/planted-");
    }
}
