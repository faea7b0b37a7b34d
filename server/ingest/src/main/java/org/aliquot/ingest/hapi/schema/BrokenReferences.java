package org.aliquot.ingest.hapi.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rows that a foreign key would not have let in. */
final class BrokenReferences {
    private static final int NAMED = 5;
    private static final Pattern DEFINITION =
            Pattern.compile("FOREIGN KEY \\((\\w+)\\) REFERENCES (?:\\w+\\.)?(\\w+)\\((\\w+)\\).*");

    private BrokenReferences() {}

    /** The first of them, described; empty where the key holds. */
    static List<String> of(Connection connection, StockObject key) throws SQLException {
        Matcher parts = DEFINITION.matcher(key.definition());
        if (!parts.matches()) {
            throw new SQLException(
                    "foreign key " + key.name() + ": \"" + key.definition() + "\"; expected one column and its target");
        }
        String column = parts.group(1);
        String target = parts.group(2);
        String targetColumn = parts.group(3);
        String sql = "select c." + column + ", count(*) from " + key.table() + " c where c." + column
                + " is not null and not exists (select from " + target + " p where p." + targetColumn + " = c." + column
                + ") group by 1 order by 1 limit " + NAMED;
        List<String> broken = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                broken.add(row.getLong(2) + " rows of " + key.table() + " with " + column + " = " + row.getLong(1)
                        + ", which is not in " + target);
            }
        }
        return broken;
    }
}
