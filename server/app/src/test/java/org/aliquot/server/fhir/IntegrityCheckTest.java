package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.aliquot.ingest.hapi.check.Finding;
import org.aliquot.ingest.hapi.check.IntegrityCheck;
import org.aliquot.ingest.hapi.schema.IndexPlan;
import org.aliquot.ingest.hapi.schema.PlanMigration;
import org.aliquot.server.testsupport.BareDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One patient and one result of hers as rows that hold together; then one row at a time is broken. */
class IntegrityCheckTest {
    private static final String RESOURCE = "insert into hfj_resource (res_id, fhir_id, res_type, res_type_id, res_ver,"
            + " has_tags, sp_has_links, sp_token_present, sp_string_present, sp_date_present, sp_quantity_present,"
            + " sp_quantity_nrml_present, sp_number_present, sp_uri_present, sp_coords_present, res_published,"
            + " res_updated) values ";
    private static final String VERSION = "insert into hfj_res_ver (pid, res_id, res_type, res_type_id, res_ver,"
            + " has_tags, res_encoding, res_published, res_updated) values ";

    private static BareDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = BareDatabase.start();
        try (Connection connection = database.connect()) {
            new SchemaMigration(database.dataSource()).hapisTasks(connection);
            new PlanMigration(connection, step -> {}).apply(IndexPlan.LAB);
        }
        database.execute(
                "insert into hfj_resource_type (res_type_id, res_type) values (1, 'Patient'), (2, 'Observation')"
                        + " on conflict do nothing",
                RESOURCE + "(1, 'amber', 'Patient', (select res_type_id from hfj_resource_type where res_type ="
                        + " 'Patient'), 1, false, false, true, false, false, false, false, false, false, false,"
                        + " '2026-01-01', '2026-01-01')",
                RESOURCE + "(2, 'k-1', 'Observation', (select res_type_id from hfj_resource_type where res_type ="
                        + " 'Observation'), 2, true, true, true, false, true, false, false, false, false, false,"
                        + " '2026-01-01', '2026-01-02')",
                VERSION + "(11, 1, 'Patient', null, 1, false, 'JSON', '2026-01-01', '2026-01-01')",
                VERSION + "(12, 2, 'Observation', null, 1, true, 'JSON', '2026-01-01', '2026-01-01')",
                VERSION + "(13, 2, 'Observation', null, 2, true, 'JSON', '2026-01-01', '2026-01-02')",
                "insert into hfj_spidx_identity (sp_identity_id, hash_identity, res_type, sp_name) values"
                        + " (1, 100, 'Patient', 'identifier'), (2, 200, 'Observation', 'code'),"
                        + " (3, 300, 'Observation', 'date')",
                "insert into hfj_spidx_token (sp_id, res_id, res_type, sp_name, sp_missing, hash_identity, sp_system,"
                        + " sp_value) values (21, 1, 'Patient', 'identifier', false, 100, 'urn:mrn', '7'),"
                        + " (22, 2, 'Observation', 'code', false, 200, 'http://loinc.org', '2823-3')",
                "insert into hfj_spidx_date (sp_id, res_id, res_type, sp_name, sp_missing, hash_identity, sp_value_low,"
                        + " sp_value_high) values (31, 2, 'Observation', 'date', false, 300, '2026-01-01',"
                        + " '2026-01-01')",
                "insert into hfj_res_link (pid, src_path, src_resource_id, source_resource_type, target_resource_id,"
                        + " target_resource_type) values (41, 'Observation.subject', 2, 'Observation', 1, 'Patient')",
                "insert into hfj_tag_def (tag_id, tag_type, tag_code) values (51, 0, 'routine')",
                "insert into hfj_res_tag (pid, tag_id, res_id, res_type) values (61, 51, 2, 'Observation')",
                "insert into hfj_history_tag (pid, tag_id, res_id, res_type, res_ver_pid) values"
                        + " (71, 51, 2, 'Observation', 13)");
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void whole() throws SQLException {
        database.copyOfTheFirst();
    }

    private static List<Finding> check(int named) throws SQLException {
        try (Connection connection = database.connect()) {
            return new IntegrityCheck(connection, named, step -> {}).run();
        }
    }

    @Test
    void rowsThatHoldTogetherGiveNoFinding() throws SQLException {
        assertThat(check(10)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            delete from hfj_res_ver where pid = 13 | every resource has its current version | Observation/k-1: version 2 is not in hfj_res_ver
            update hfj_res_ver set res_updated = now() where pid = 11 | the current version says what its resource says | Patient/amber: version 1 differs in type, deletion or time
            update hfj_resource set fhir_id = null where res_id = 1 | every resource has an id that clients know | Patient 1: no fhir_id
            update hfj_res_ver set res_ver = 3 where pid = 12 | no version is newer than the current one | Observation/k-1: version 3 beyond the current 2
            delete from hfj_resource where res_id = 1 | every version belongs to a resource | Patient 1: version 1 of a resource that is not there
            delete from hfj_resource where res_id = 1 | every reference within the server has its target | Observation/k-1: Observation.subject points to Patient 1, which is not there
            delete from hfj_resource where res_id = 1 | every row of hfj_spidx_token belongs to a resource of its type | Patient 1: hfj_spidx_token row 21 of a resource that is not there
            update hfj_spidx_token set res_id = 1 where sp_id = 22 | every row of hfj_spidx_token belongs to a resource of its type | Patient/amber: hfj_spidx_token row 22 says its resource is Observation
            update hfj_res_link set source_resource_type = 'Patient' | every reference comes from a resource of its type | Observation/k-1: link 41 says its source is Patient
            update hfj_res_link set target_resource_type = 'Group' | every reference within the server has its target | Observation/k-1: Observation.subject says its target is Group, it is Patient
            update hfj_res_link set target_resource_id = null | every reference points somewhere | Observation/k-1: Observation.subject has neither target nor URL
            delete from hfj_res_link | sp_has_links agrees with hfj_res_link | Observation/k-1: sp_has_links is true, no rows in hfj_res_link
            update hfj_resource set sp_date_present = false where res_id = 2 | sp_date_present agrees with hfj_spidx_date | Observation/k-1: sp_date_present is false, rows in hfj_spidx_date
            delete from hfj_res_tag | has_tags agrees with hfj_res_tag | Observation/k-1: has_tags is true, no rows in hfj_res_tag
            update hfj_res_tag set res_type = 'Patient' | every tag belongs to a resource of its type | Observation/k-1: tag 51 says its resource is Patient
            update hfj_history_tag set res_id = 1 | every tag of a version belongs to that version | Observation 1: tag 51 of version row 13, of another resource
            update hfj_history_tag set res_ver_pid = 99 | every tag of a version belongs to that version | Observation 2: tag 51 of version row 99, which is not there
            insert into hfj_spidx_token select 99, partition_id, partition_date, hash_identity, sp_missing, sp_name, res_id, res_type, sp_updated, hash_sys, hash_sys_and_value, hash_value, sp_system, sp_value from hfj_spidx_token where sp_id = 22 | no value is in hfj_spidx_token twice | Observation/k-1: the same value 2 times (code)
            update hfj_spidx_date set sp_name = null, hash_identity = 301 | every parameter of hfj_spidx_date has a name, there or in hfj_spidx_identity | Observation/k-1: hash_identity 301 has no name
            update hfj_resource set res_type_id = 32000 where res_id = 1 | hfj_resource.res_type_id is the number of res_type | Patient/amber: res_type_id is 32000, the number of nothing
            """)
    void brokenRowIsNamed(String damage, String sentence, String offender) throws SQLException {
        database.execute(damage);

        assertThat(check(10)).anySatisfy(finding -> {
            assertThat(finding.promise().sentence()).isEqualTo(sentence);
            assertThat(finding.count()).isEqualTo(1);
            assertThat(finding.first()).containsExactly(offender);
        });
    }

    @Test
    void referenceIndexedTwiceIsNamed() throws SQLException {
        database.execute("insert into hfj_res_link (pid, src_path, src_resource_id, source_resource_type,"
                + " target_resource_id, target_resource_type) values"
                + " (42, 'Observation.subject', 2, 'Observation', 1, 'Patient')");

        assertThat(check(10))
                .singleElement()
                .satisfies(finding -> assertThat(finding.first())
                        .containsExactly("Observation/k-1: Observation.subject is there 2 times"));
    }

    @Test
    void allOffendersAreCountedButOnlyTheFirstNamed() throws SQLException {
        database.execute("insert into hfj_spidx_token (sp_id, res_id, res_type, sp_name, sp_missing, hash_identity)"
                + " select i, i, 'Observation', 'code', false, 200 from generate_series(1000, 5999) i");

        assertThat(check(3)).singleElement().satisfies(finding -> {
            assertThat(finding.count()).isEqualTo(5000);
            assertThat(finding.first()).hasSize(3);
        });
    }
}
