package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aliquot.server.testsupport.BareDatabase;
import org.junit.jupiter.api.Test;

/** The tables and sequences that rows are written to are those the row writer was written for. */
class SchemaFingerprintTest {
    private static final String EXPECTED = "hapi-schema.txt";

    private static final String COLUMNS = """
            select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                   || case when a.attnotnull then ' not null' else '' end
                   || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
              and (c.relname ~ '^hfj_(resource|resource_type|res_ver|res_tag|history_tag|tag_def|res_link|res_search_url)$'
                   or c.relname ~ '^hfj_(spidx|idx)_' or c.relname = 'hfj_res_param_present')
            order by c.relname, a.attname""";

    private static final String SEQUENCES = """
            select 'sequence ' || sequencename || ' ' || data_type || ' increment ' || increment_by
                   || ' from ' || start_value
            from pg_sequences
            where schemaname = 'public' and sequencename ~ '^seq_(resource|res|hist|spidx|idx|tag)'
            order by sequencename""";

    private static List<String> expected() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(SchemaFingerprintTest.class.getResourceAsStream(EXPECTED), EXPECTED)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    @Test
    void hapisTablesAreTheOnesTheRowWriterKnows() throws SQLException, IOException {
        List<String> found = new ArrayList<>();
        try (BareDatabase database = BareDatabase.start();
                Connection connection = database.connect()) {
            new SchemaMigration(database.dataSource()).hapisTasks(connection);
            found.addAll(database.rows(COLUMNS));
            found.addAll(database.rows(SEQUENCES));
        }
        List<String> gone = new ArrayList<>(expected());
        gone.removeAll(found);
        List<String> fresh = new ArrayList<>(found);
        fresh.removeAll(expected());

        assertThat(gone)
                .as(
                        "columns and sequences that HAPI's schema had, and no longer has so (now: %s); see to the row"
                                + " writer in ingest.hapi.table, then bring %s up to date",
                        fresh, EXPECTED)
                .isEmpty();
        assertThat(fresh)
                .as(
                        "columns and sequences new in HAPI's schema: does the row writer have to fill them? Then bring %s"
                                + " up to date",
                        EXPECTED)
                .isEmpty();
    }
}
