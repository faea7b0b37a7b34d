package org.aliquot.server.bulk.export.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import javax.sql.DataSource;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.server.bulk.Settled;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;

@WithServer
class SnapshotTest {
    private final TestServer server;

    SnapshotTest(TestServer server) {
        this.server = server;
    }

    @Test
    void nobodyWaitsForTransactionsThatArePutIntoIt() throws Exception {
        DataSource dataSource = server.bean(DataSource.class);
        try (Snapshot snapshot =
                        Snapshot.take(dataSource, server.bean(WritesUnderWay.class), Clock.systemUTC(), new Stop());
                Connection other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                for (String one : snapshot.statements()) {
                    statement.execute(one);
                }
            }
            assertThat(shown(other, "application_name")).isEqualTo(Settled.READER);
            assertThat(shown(other, "statement_timeout")).isEqualTo("0");
            other.rollback();
        }
    }

    private static String shown(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show " + setting)) {
            row.next();
            return row.getString(1);
        }
    }
}
