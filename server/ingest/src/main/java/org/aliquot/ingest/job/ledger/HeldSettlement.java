package org.aliquot.ingest.job.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What another try with held lines changes in the ledger, written in the transaction of that try. */
public final class HeldSettlement {
    private static final String RELEASE =
            "delete from ALIQUOT_INGEST_HELD where JOB_ID = ? and SOURCE_NO = ? and LINE_NO = ?";
    private static final String COUNT = """
            update ALIQUOT_INGEST_SOURCE
            set LINES_HELD = LINES_HELD - 1, LINES_STORED = LINES_STORED + ?, LINES_UNCHANGED = LINES_UNCHANGED + ?,
              LINES_REFUSED = LINES_REFUSED + ?
            where JOB_ID = ? and SOURCE_NO = ?""";
    private static final String STILL_MISSING =
            "update ALIQUOT_INGEST_HELD set MISSING = ? where JOB_ID = ? and SOURCE_NO = ? and LINE_NO = ?";

    private final String job;

    public HeldSettlement(String job) {
        this.job = job;
    }

    /**
     * Writes.
     *
     * @param lines held lines
     * @param now what becomes of each; one that is held on stays
     * @throws StaleCheckpointException when one of them is not held any more
     */
    public void write(Connection connection, List<LineEntry> lines, List<Resolution> now) throws SQLException {
        List<Resolution.Refused> refused = new ArrayList<>();
        try (PreparedStatement release = connection.prepareStatement(RELEASE);
                PreparedStatement count = connection.prepareStatement(COUNT);
                PreparedStatement still = connection.prepareStatement(STILL_MISSING)) {
            for (int i = 0; i < lines.size(); i++) {
                LineEntry line = lines.get(i);
                if (now.get(i) instanceof Resolution.Held held) {
                    still.setString(1, LineWriter.joined(held.missing()));
                    key(still, 2, line);
                    requireOne(still, line);
                } else {
                    key(release, 1, line);
                    requireOne(release, line);
                    count.setInt(1, now.get(i) instanceof Resolution.Stored ? 1 : 0);
                    count.setInt(2, now.get(i) instanceof Resolution.Unchanged ? 1 : 0);
                    count.setInt(3, now.get(i) instanceof Resolution.Refused ? 1 : 0);
                    count.setString(4, job);
                    count.setInt(5, line.source());
                    count.executeUpdate();
                    if (now.get(i) instanceof Resolution.Refused no) {
                        refused.add(no);
                    }
                }
            }
        }
        LineWriter.refuse(connection, job, refused);
    }

    private void key(PreparedStatement statement, int first, LineEntry line) throws SQLException {
        statement.setString(first, job);
        statement.setInt(first + 1, line.source());
        statement.setLong(first + 2, line.line());
    }

    private void requireOne(PreparedStatement statement, LineEntry line) throws SQLException {
        if (statement.executeUpdate() != 1) {
            throw new StaleCheckpointException(
                    "job " + job + ": line " + line.line() + " of source " + line.source() + " is not held any more");
        }
    }
}
