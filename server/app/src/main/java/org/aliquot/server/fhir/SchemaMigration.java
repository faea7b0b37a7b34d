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
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema to what this HAPI expects, by HAPI's own migration tasks and nothing else:
 * Hibernate changes no table, so indexes dropped or added on purpose stay so.
 *
 * <p>A PostgreSQL advisory lock lets one server migrate at a time; it ends with its session. HAPI
 * keeps a lock of its own as a row, which a killed server leaves behind for ever: whoever holds the
 * advisory lock knows that such a row is stale.
 */
final class SchemaMigration {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigration.class);

    /** Any constant will do as long as every version of this program uses it ("aliquot" in base 36). */
    private static final long ADVISORY_LOCK = 23_105_437_925L;

    private final DataSource dataSource;
    private final HapiMigrationStorageSvc history;

    SchemaMigration(DataSource dataSource) {
        this.dataSource = dataSource;
        this.history = new HapiMigrationStorageSvc(new HapiMigrationDao(
                dataSource, DriverTypeEnum.POSTGRES_9_4, SchemaMigrator.HAPI_FHIR_MIGRATION_TABLENAME));
    }

    /** Applies what is missing; costs one query where nothing is. */
    void run() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(" + ADVISORY_LOCK + ")");
            try {
                history.createMigrationTableIfRequired();
                MigrationTaskList tasks = new HapiFhirJpaMigrationTasks(Set.of()).getAllTasks(VersionEnum.values());
                // Heavyweight steps are offers to migrate old data; HAPI neither runs nor records them unasked.
                tasks.removeIf(BaseTask::isHeavyweightSkippableTask);
                int missing = history.diff(tasks).size();
                if (missing > 0) {
                    migrate(connection, tasks, missing);
                }
            } finally {
                statement.execute("select pg_advisory_unlock(" + ADVISORY_LOCK + ")");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database schema cannot be brought up to date: " + e.getMessage(), e);
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
