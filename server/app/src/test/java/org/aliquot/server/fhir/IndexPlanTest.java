package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.aliquot.ingest.hapi.schema.DeferredIndexes;
import org.aliquot.ingest.hapi.schema.ForeignKeysBrokenException;
import org.aliquot.ingest.hapi.schema.IndexPlan;
import org.aliquot.ingest.hapi.schema.PlanMigration;
import org.aliquot.ingest.hapi.schema.Rule;
import org.aliquot.server.testsupport.BareDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The index plan on a real PostgreSQL that HAPI's own migration has filled. */
class IndexPlanTest {
    /** All that a schema is, but for what HAPI notes about its migrations. */
    private static final String WHOLE_SCHEMA = """
            select 'index', pg_get_indexdef(indexrelid) || ' ' || indisvalid || indisunique
              from pg_index where indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
            union all
            select 'constraint', conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
              from pg_constraint where connamespace = 'public'::regnamespace
            union all
            select 'column', table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
              from information_schema.columns where table_schema = 'public'
            union all
            select 'storage', attrelid::regclass || '.' || attname || ' ' || attstorage::text
              from pg_attribute a join pg_class c on c.oid = a.attrelid
              where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0
            union all
            select 'options', oid::regclass || ' ' || reloptions::text
              from pg_class where relnamespace = 'public'::regnamespace and reloptions is not null
            union all
            select 'sequence', sequencename || ' ' || increment_by from pg_sequences where schemaname = 'public'
            order by 1, 2""";

    private static BareDatabase database;

    private final List<String> progress = new ArrayList<>();

    @BeforeAll
    static void start() throws SQLException {
        database = BareDatabase.start();
        hapisMigration();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void hapisSchemaAndNothingElse() throws SQLException {
        database.copyOfTheFirst();
    }

    private static void hapisMigration() throws SQLException {
        try (Connection connection = database.connect()) {
            new SchemaMigration(database.dataSource()).hapisTasks(connection);
        }
    }

    private static final String LEFT_ALONE_BY_AUTOVACUUM =
            "select relname from pg_class where 'autovacuum_enabled=off' = any (reloptions)";

    private int apply(IndexPlan plan) throws SQLException, ForeignKeysBrokenException {
        try (Connection connection = database.connect()) {
            return new PlanMigration(connection, progress::add).apply(plan);
        }
    }

    private static boolean isInForce(IndexPlan plan) throws SQLException {
        try (Connection connection = database.connect()) {
            return new PlanMigration(connection, step -> {}).stepsTo(plan) == 0;
        }
    }

    private static List<String> schema() throws SQLException {
        return database.rows(WHOLE_SCHEMA);
    }

    @Test
    void planSpeaksOfEveryIndexForeignKeyAndLargeSampleThatHapiMakes() throws SQLException {
        List<Rule> rules = IndexPlan.LAB.rules();
        String tables = String.join(
                "','",
                rules.stream().map(rule -> rule.stock().table()).distinct().toList());
        List<String> made = database.rows("select case when indisunique then 'UNIQUE' else 'INDEX' end,"
                + " indrelid::regclass::text, indexrelid::regclass::text,"
                + " substring(pg_get_indexdef(indexrelid) from ' USING (.*)$') from pg_index"
                + " where indrelid::regclass::text in ('" + tables + "')"
                + " union all select 'FOREIGN_KEY', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid)"
                + " from pg_constraint where contype = 'f' and conrelid::regclass::text in ('" + tables + "')"
                + " union all select 'STATISTICS', attrelid::regclass::text, attrelid::regclass || '.' || attname,"
                + " attstattarget::text from pg_attribute where attstattarget > 1000 and attrelid::regclass::text in ('"
                + tables + "')");

        assertThat(rules)
                .extracting(rule -> rule.stock().kind() + " " + rule.stock().table() + " "
                        + rule.stock().name() + " " + rule.stock().definition())
                .as("lab.tsv against HAPI's migration")
                .containsExactlyInAnyOrderElementsOf(made);
        assertThat(rules).allSatisfy(rule -> assertThat(rule.reason()).isNotBlank());
    }

    @Test
    void stockIsInForceWhereHapisMigrationRan() throws SQLException {
        assertThat(isInForce(IndexPlan.STOCK)).isTrue();
        assertThat(isInForce(IndexPlan.LAB)).isFalse();
    }

    @Test
    void whatIsInForceIsLeftAlone() throws Exception {
        assertThat(apply(IndexPlan.LAB)).isPositive();
        List<String> first = schema();

        assertThat(apply(IndexPlan.LAB)).isZero();
        assertThat(schema()).isEqualTo(first);
    }

    @Test
    void stockComesBackToTheLetterThoughHapisMigratorRanInBetween() throws Exception {
        List<String> stock = schema();
        apply(IndexPlan.LAB);
        List<String> lab = schema();

        hapisMigration();
        assertThat(schema()).isEqualTo(lab);
        apply(IndexPlan.STOCK);

        assertThat(schema()).isEqualTo(stock);
    }

    @Test
    void hapisTasksRunAgainFromTheBeginningOnALabDatabase() throws Exception {
        apply(IndexPlan.LAB);
        List<String> lab = schema();
        // As after an upgrade from a HAPI whose tasks are all still to come.
        database.execute("delete from \"FLY_HFJ_MIGRATION\"");

        hapisMigration();
        apply(IndexPlan.LAB);

        assertThat(schema()).isEqualTo(lab);
    }

    @Test
    void optionsThatAnAdministratorSetComeBackToo() throws Exception {
        database.execute("alter index idx_sp_token_hash_sv_v2 set (fillfactor = 70)");
        List<String> before = schema();
        apply(IndexPlan.LAB);

        apply(IndexPlan.STOCK);

        assertThat(schema()).isEqualTo(before);
    }

    @Test
    void indexWhoseBuildWasCutShortIsBuiltAnew() throws Exception {
        cutShort("create index concurrently aliquot_restag_tag on hfj_res_tag using btree (tag_id)");
        assertThat(database.rows("select indisvalid from pg_index where indexrelid = 'aliquot_restag_tag'::regclass"))
                .containsExactly("f");

        apply(IndexPlan.LAB);

        assertThat(progress).anyMatch(step -> step.contains("what is left of a build of index aliquot_restag_tag"));
        assertThat(isInForce(IndexPlan.LAB)).isTrue();
    }

    /** Runs a statement that waits for a transaction of another session, and gives up. */
    private static void cutShort(String concurrently) throws SQLException {
        try (Connection other = database.connect();
                Statement holds = other.createStatement();
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            other.setAutoCommit(false);
            holds.execute("lock table hfj_res_tag in row exclusive mode");
            statement.execute("set statement_timeout = '500ms'");
            assertThatThrownBy(() -> statement.execute(concurrently)).isInstanceOf(SQLException.class);
            statement.execute("reset statement_timeout");
            other.rollback();
            other.setAutoCommit(true);
        }
    }

    @Test
    void indexOfAnEarlierPlanIsReplaced() throws Exception {
        apply(IndexPlan.LAB);
        List<String> lab = schema();
        database.execute(
                "drop index aliquot_sp_token_sv",
                "create index aliquot_sp_token_sv on hfj_spidx_token (hash_sys_and_value)",
                "create index aliquot_sp_token_old on hfj_spidx_token (partition_id)");

        apply(IndexPlan.LAB);

        assertThat(schema()).isEqualTo(lab);
    }

    @Test
    void rowsThatBreakAForeignKeyAreNamedAndTheRestIsRestored() throws Exception {
        List<String> stock = schema();
        apply(IndexPlan.LAB);
        database.execute("insert into hfj_res_tag (pid, tag_id, res_id, res_type)"
                + " values (1, null, 4711, 'Observation'), (2, null, 4711, 'Observation')");

        assertThatThrownBy(() -> apply(IndexPlan.STOCK))
                .isInstanceOf(ForeignKeysBrokenException.class)
                .hasMessageContaining("fk_restag_resource")
                .hasMessageContaining("2 rows of hfj_res_tag with res_id = 4711, which is not in hfj_resource");

        assertThat(stock)
                .containsAll(schema().stream()
                        .filter(line -> line.startsWith("index") && !line.contains("aliquot_stock_object"))
                        .toList());
        database.execute("delete from hfj_res_tag");
        apply(IndexPlan.STOCK);
        assertThat(schema()).isEqualTo(stock);
    }

    @Test
    void initialLoadLeavesOutWhatItDoesNotNeedAndBuildsItAtItsEnd() throws Exception {
        apply(IndexPlan.LAB);
        List<String> lab = schema();

        try (DeferredIndexes deferred =
                DeferredIndexes.begin(database.dataSource()).orElseThrow()) {
            assertThat(database.rows("select indexname from pg_indexes where tablename = 'hfj_spidx_token'"))
                    .isEmpty();
            assertThat(database.rows("select indexname from pg_indexes where tablename = 'hfj_res_ver'"))
                    .as("reads a resource")
                    .containsExactlyInAnyOrder("hfj_res_ver_pkey", "idx_resver_id_ver");
            assertThat(DeferredIndexes.begin(database.dataSource()))
                    .as("a second load at the same time")
                    .isEmpty();
            assertThat(apply(IndexPlan.LAB))
                    .as("a server that starts meanwhile")
                    .isZero();
            assertThat(database.rows(LEFT_ALONE_BY_AUTOVACUUM)).contains("hfj_spidx_token");
            deferred.build(IndexPlan.LAB, 2, progress::add);
        }

        assertThat(database.rows(LEFT_ALONE_BY_AUTOVACUUM)).isEmpty();
        assertThat(isInForce(IndexPlan.LAB)).isTrue();
        assertThat(schema()).isEqualTo(lab);
    }

    @Test
    void primaryKeyThatACrashLeftOutComesBack() throws Exception {
        apply(IndexPlan.LAB);
        List<String> lab = schema();
        database.execute("alter table hfj_res_link drop constraint hfj_res_link_pkey");
        database.execute("create unique index aliquot_hfj_res_link_pkey on hfj_res_link (pid)");

        apply(IndexPlan.LAB);

        assertThat(schema()).isEqualTo(lab);
        assertThat(database.rows("select 1 from pg_constraint where conname = 'hfj_res_link_pkey' and contype = 'p'"))
                .hasSize(1);
    }

    @Test
    void initialLoadKeepsThePrimaryKeysThatAReplicaFollows() throws Exception {
        apply(IndexPlan.LAB);
        database.execute("create publication followed for table hfj_spidx_token");
        try (DeferredIndexes deferred =
                DeferredIndexes.begin(database.dataSource()).orElseThrow()) {
            assertThat(database.rows("select indexname from pg_indexes where tablename = 'hfj_spidx_token'"))
                    .containsExactly("hfj_spidx_token_pkey");
            deferred.build(IndexPlan.LAB, 2, progress::add);
        } finally {
            database.execute("drop publication followed");
        }
    }

    @Test
    void initialLoadLeavesAnAdministratorsOwnIndexAlone() throws Exception {
        apply(IndexPlan.LAB);
        database.execute("create index by_hand on hfj_spidx_token (sp_value)");
        List<String> before = schema();

        try (DeferredIndexes deferred =
                DeferredIndexes.begin(database.dataSource()).orElseThrow()) {
            assertThat(database.rows("select indexname from pg_indexes where indexname = 'by_hand'"))
                    .hasSize(1);
            deferred.build(IndexPlan.LAB, 2, progress::add);
        }

        assertThat(schema()).isEqualTo(before);
    }

    @Test
    void initialLoadThatSomebodyReadsGoesWithItsIndexes() throws Exception {
        apply(IndexPlan.LAB);
        List<String> before = schema();
        try (Connection reader = database.connect();
                Statement reads = reader.createStatement()) {
            reader.setAutoCommit(false);
            reads.execute("select count(*) from hfj_spidx_token");

            assertThat(DeferredIndexes.begin(database.dataSource())).isEmpty();
        }
        assertThat(schema()).isEqualTo(before);
    }

    @Test
    void indexesOfALoadThatDiedAreBuiltByTheNextStart() throws Exception {
        List<String> stock = schema();
        try (DeferredIndexes died = DeferredIndexes.begin(database.dataSource()).orElseThrow()) {
            assertThat(isInForce(IndexPlan.STOCK)).isFalse();
        }

        apply(IndexPlan.LAB);
        assertThat(isInForce(IndexPlan.LAB)).isTrue();
        apply(IndexPlan.STOCK);

        assertThat(schema()).isEqualTo(stock);
    }

    @Test
    void aBuildIsStoppedInTheMiddleOfAnIndexAndTheNextStartBuilds() throws Exception {
        apply(IndexPlan.LAB);
        try (DeferredIndexes deferred =
                        DeferredIndexes.begin(database.dataSource()).orElseThrow();
                Connection writer = database.connect();
                Statement writes = writer.createStatement()) {
            writer.setAutoCommit(false);
            // A build waits for whoever writes.
            writes.execute("lock table hfj_spidx_token in row exclusive mode");
            CompletableFuture<Void> build = buildOf(deferred);
            untilBuilding(true);

            deferred.stop();

            assertThatThrownBy(() -> build.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(SQLException.class);
            untilBuilding(false);
            assertThatThrownBy(() -> deferred.build(IndexPlan.LAB, 2, progress::add))
                    .as("again")
                    .isInstanceOf(SQLException.class);
            writer.rollback();
        }
        assertThat(apply(IndexPlan.LAB)).isPositive();
        assertThat(isInForce(IndexPlan.LAB)).isTrue();
    }

    @Test
    void noServerProcessGoesOnBuildingForAClientThatIsGone() throws Exception {
        apply(IndexPlan.LAB);
        MortalClients clients = new MortalClients(database.dataSource());
        try (DeferredIndexes deferred = DeferredIndexes.begin(clients).orElseThrow();
                Connection writer = database.connect();
                Statement writes = writer.createStatement()) {
            writer.setAutoCommit(false);
            writes.execute("lock table hfj_spidx_token in row exclusive mode");
            CompletableFuture<Void> build = buildOf(deferred);
            untilBuilding(true);

            clients.die();

            assertThatThrownBy(() -> build.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(SQLException.class);
            untilBuilding(false);
            writer.rollback();
        }
        assertThat(apply(IndexPlan.LAB)).isPositive();
        assertThat(isInForce(IndexPlan.LAB)).isTrue();
    }

    @Test
    void connectionsGoBackToThePoolAsTheyWere() throws Exception {
        apply(IndexPlan.LAB);
        try (DeferredIndexes deferred =
                DeferredIndexes.begin(database.dataSource()).orElseThrow()) {
            deferred.build(IndexPlan.LAB, 4, progress::add);
        }
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < database.dataSource().getMaximumPoolSize(); i++) {
                all.add(database.connect());
                assertThat(BareDatabase.rows(all.get(i), "show client_connection_check_interval"))
                        .containsExactly("0");
            }
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    private CompletableFuture<Void> buildOf(DeferredIndexes deferred) {
        return CompletableFuture.runAsync(() -> {
            try {
                deferred.build(IndexPlan.LAB, 2, progress::add);
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static void untilBuilding(boolean isBuilding) throws Exception {
        Instant until = Instant.now().plusSeconds(20);
        String waiting = "select pid from pg_stat_activity where query ilike 'create%hfj_spidx_token%'"
                + " and state = 'active' and wait_event_type = 'Lock'";
        while (database.rows(waiting).isEmpty() == isBuilding) {
            assertThat(Instant.now()).as("building: %s", isBuilding).isBefore(until);
            Thread.sleep(50);
        }
    }

    /** Connections whose client can die. */
    private static final class MortalClients extends DriverManagerDataSource {
        private final List<Connection> given = new CopyOnWriteArrayList<>();

        MortalClients(HikariDataSource pool) {
            super(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
        }

        @Override
        protected Connection getConnectionFromDriver(Properties properties) throws SQLException {
            Connection connection = super.getConnectionFromDriver(properties);
            given.add(connection);
            return connection;
        }

        /** Without a word to the server. */
        void die() throws SQLException {
            for (Connection connection : given) {
                connection.abort(Runnable::run);
            }
        }
    }

    @Test
    void databaseWithDataKeepsItsIndexesDuringALoad() throws Exception {
        database.execute("insert into hfj_resource (res_id, has_tags, res_published, res_updated, sp_has_links,"
                + " sp_coords_present, sp_date_present, sp_number_present, sp_quantity_nrml_present,"
                + " sp_quantity_present, sp_string_present, sp_token_present, sp_uri_present, res_type, res_ver,"
                + " fhir_id) select i, false, now(), now(), false, false, false, false, false, false, false, false,"
                + " false, 'Observation', 1, i from generate_series(1, 2000) i");
        List<String> before = schema();

        Optional<DeferredIndexes> deferred = DeferredIndexes.begin(database.dataSource());

        assertThat(deferred).isEmpty();
        assertThat(schema()).isEqualTo(before);
    }
}
