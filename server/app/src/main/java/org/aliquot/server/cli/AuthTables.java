package org.aliquot.server.cli;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.aliquot.server.auth.schema.AuthSchema;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The tables of clients and users, for a command. */
final class AuthTables {
    private AuthTables() {}

    /** What a command does with them; its answer is the exit code. */
    @FunctionalInterface
    interface Work<T> {
        Integer on(T tables) throws CommandFailedException;
    }

    static Integer with(DatabaseOption database, Work<DataSource> work) throws CommandFailedException, SQLException {
        try (CommandDatabase open = database.read().open();
                Connection connection = open.connect()) {
            DataSource one = new SingleConnectionDataSource(connection, true);
            AuthSchema.bringUpToDate(one);
            return work.on(one);
        }
    }
}
