package org.aliquot.ingest.hapi.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Small questions about tables. */
final class Tables {
    private Tables() {}

    /** Whether another database server follows any table of this database. */
    static boolean anyPublished(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select exists (select from pg_publication)");
                ResultSet answer = query.executeQuery()) {
            answer.next();
            return answer.getBoolean(1);
        }
    }

    static boolean exists(Connection connection, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select to_regclass(?) is not null")) {
            query.setString(1, name);
            try (ResultSet answer = query.executeQuery()) {
                answer.next();
                return answer.getBoolean(1);
            }
        }
    }
}
