package org.aliquot.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.aliquot.server.embedded.DataDirectory;
import org.aliquot.server.embedded.EmbeddedPostgres;
import org.aliquot.server.testsupport.Scratch;
import org.junit.jupiter.api.Test;

/** One setting points the server at a PostgreSQL that it did not start and does not stop. */
class ExternalDatabaseIT {
    @Test
    void theServerKeepsItsResultsInTheDatabaseItIsGiven() throws Exception {
        try (DataDirectory elsewhere = DataDirectory.hold(Scratch.directory("database"));
                EmbeddedPostgres database = EmbeddedPostgres.start(elsewhere, 0, Duration.ofMinutes(2), Map.of())) {
            try (ServerProcess server = ServerProcess.ofThisBuild("external")
                    .with("ALIQUOT_DATABASE_URL", database.jdbcUrl())
                    .with("ALIQUOT_DATABASE_USERNAME", database.username())
                    .with("ALIQUOT_DATABASE_PASSWORD", database.password())
                    .start()) {
                assertThat(server.directory().resolve("data/postgres")).doesNotExist();
                Path orders = Files.writeString(
                        server.directory().resolve("orders.csv"), "accession,patient_id\nEX-1,MRN-EX\n");
                assertThat(Cli.run("orders", "load", "--server", server.base(), orders.toString())
                                .exitCode())
                        .isZero();
                assertThat(server.get("/fhir/Patient?identifier=MRN-EX&_summary=count")
                                .path("total")
                                .asInt())
                        .isEqualTo(1);
            }
            assertThat(patientsIn(database)).isEqualTo(1);
        }
    }

    private static int patientsIn(EmbeddedPostgres database) throws Exception {
        try (var connection = java.sql.DriverManager.getConnection(
                        database.jdbcUrl(), database.username(), database.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from hfj_resource where res_type = 'Patient'")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
