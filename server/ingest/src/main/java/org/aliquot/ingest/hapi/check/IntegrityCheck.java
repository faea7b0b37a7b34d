package org.aliquot.ingest.hapi.check;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Looks at every row once for each promise that concerns it. Reads only. */
public final class IntegrityCheck {
    private static final int ROWS_AT_A_TIME = 1_000;

    private final Connection connection;
    private final int named;
    private final Consumer<String> progress;

    /**
     * @param connection to the database; its own for as long as this runs
     * @param named how many offenders of each promise are named
     * @param progress told about each promise before it is checked
     */
    public IntegrityCheck(Connection connection, int named, Consumer<String> progress) {
        this.connection = connection;
        this.named = named;
        this.progress = progress;
    }

    /** What is broken; empty where all promises hold. */
    public List<Finding> run() throws SQLException {
        List<Promise> promises = Promises.all();
        List<Finding> findings = new ArrayList<>();
        boolean autoCommit = connection.getAutoCommit();
        // The driver fetches in portions only within a transaction.
        connection.setAutoCommit(false);
        try {
            for (int i = 0; i < promises.size(); i++) {
                Promise promise = promises.get(i);
                progress.accept((i + 1) + " of " + promises.size() + ": " + promise.sentence());
                Finding finding = check(promise);
                if (finding.count() > 0) {
                    findings.add(finding);
                }
            }
            return findings;
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    /** How many promises there are. */
    public static int promises() {
        return Promises.all().size();
    }

    private Finding check(Promise promise) throws SQLException {
        long count = 0;
        List<String> first = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(ROWS_AT_A_TIME);
            try (ResultSet row = statement.executeQuery(promise.offenders())) {
                while (row.next()) {
                    count++;
                    if (first.size() < named) {
                        first.add(row.getString(1));
                    }
                }
            }
        }
        // Ends the snapshot: hours in one transaction would keep VACUUM from its work.
        connection.commit();
        return new Finding(promise, count, first);
    }
}
