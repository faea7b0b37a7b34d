package org.aliquot.server.fhir;

import ca.uhn.fhir.jpa.migrate.DriverTypeEnum;
import ca.uhn.fhir.jpa.migrate.HapiMigrationLock;
import ca.uhn.fhir.jpa.migrate.HapiMigrationStorageSvc;
import ca.uhn.fhir.jpa.migrate.HapiMigrator;
import ca.uhn.fhir.jpa.migrate.MigrationTaskList;
import ca.uhn.fhir.jpa.migrate.SchemaMigrator;
import ca.uhn.fhir.jpa.migrate.dao.HapiMigrationDao;
import ca.uhn.fhir.jpa.migrate.taskdef.BaseTask;
import ca.uhn.fhir.jpa.migrate.tasks.HapiFhirJpaMigrationTasks;
import ca.uhn.fhir.util.VersionEnum;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.aliquot.ingest.hapi.schema.ForeignKeysBrokenException;
import org.aliquot.ingest.hapi.schema.IndexPlan;
import org.aliquot.ingest.hapi.schema.PlanMigration;
import org.aliquot.ingest.hapi.schema.SchemaLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema to what this HAPI expects, by HAPI's own migration tasks, then its indexes to the plan:
 * Hibernate changes no table, so indexes dropped or added on purpose stay so.
 *
 * <p>{@link SchemaLock} lets one server migrate at a time. HAPI keeps a lock of its own as a row, which
 * a killed server leaves behind for ever: whoever holds ours knows that such a row is stale.
 *
 * <p>HAPI's tasks look before they create, drop or rename an index, so they run on a database with any plan; what they
 * add meanwhile is left alone until a plan speaks of it.
 */
final class SchemaMigration {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigration.class);

    private final DataSource dataSource;
    private final HapiMigrationStorageSvc history;

    SchemaMigration(DataSource dataSource) {
        this.dataSource = dataSource;
        this.history = new HapiMigrationStorageSvc(new HapiMigrationDao(
                dataSource, DriverTypeEnum.POSTGRES_9_4, SchemaMigrator.HAPI_FHIR_MIGRATION_TABLENAME));
    }

    /** Applies what is missing; costs a few queries where nothing is. */
    void run(IndexPlan plan) {
        try (Connection connection = dataSource.getConnection();
                SchemaLock lock = SchemaLock.take(connection)) {
            hapisTasks(connection);
            int steps = new PlanMigration(connection, new NowAndThen(plan)).apply(plan);
            if (steps > 0) {
                LOG.info("Index plan {} is in force after {} steps", plan, steps);
            }
        } catch (ForeignKeysBrokenException e) {
            // The server runs without these keys as it did before; to refuse the start would take the data away.
            LOG.warn("Index plan {} is in force but for this: {}", plan, e.getMessage());
        } catch (SQLException e) {
            throw new IllegalStateException("the database schema cannot be brought up to date: " + e.getMessage(), e);
        }
    }

    /** Says how far it is every few seconds: on an empty database all steps take one, on a large one each takes minutes. */
    private static final class NowAndThen implements Consumer<String> {
        private static final Duration PAUSE = Duration.ofSeconds(5);

        private final IndexPlan plan;
        private long last = System.nanoTime();

        NowAndThen(IndexPlan plan) {
            this.plan = plan;
        }

        @Override
        public void accept(String step) {
            long now = System.nanoTime();
            if (now - last >= PAUSE.toNanos()) {
                last = now;
                LOG.info("Index plan {}: {}", plan, step);
            }
        }
    }

    /** HAPI's own migration alone. */
    void hapisTasks(Connection connection) throws SQLException {
        history.createMigrationTableIfRequired();
        MigrationTaskList tasks = new HapiFhirJpaMigrationTasks(Set.of()).getAllTasks(VersionEnum.values());
        // Heavyweight steps are offers to migrate old data; HAPI neither runs nor records them unasked.
        tasks.removeIf(BaseTask::isHeavyweightSkippableTask);
        int missing = history.diff(tasks).size();
        if (missing > 0) {
            migrate(connection, tasks, missing);
        }
    }

    private void migrate(Connection connection, MigrationTaskList tasks, int missing) throws SQLException {
        LOG.info("Bringing the database schema up to date: {} steps", missing);
        try (PreparedStatement stale = connection.prepareStatement(
                "delete from \"" + SchemaMigrator.HAPI_FHIR_MIGRATION_TABLENAME + "\" where \"installed_rank\" = ?")) {
            stale.setInt(1, HapiMigrationLock.LOCK_PID);
            stale.executeUpdate();
        }
        HapiMigrator migrator =
                new HapiMigrator(SchemaMigrator.HAPI_FHIR_MIGRATION_TABLENAME, dataSource, DriverTypeEnum.POSTGRES_9_4);
        migrator.addTasks(tasks);
        migrator.migrate();
    }
}
