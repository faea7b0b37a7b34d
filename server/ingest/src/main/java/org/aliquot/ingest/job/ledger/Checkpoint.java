package org.aliquot.ingest.job.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.aliquot.ingest.job.source.Position;

/**
 * What a batch changes in the ledger, written in the batch's own transaction: the source's position and counts, and the
 * lines that were held or refused.
 *
 * <p>It moves the position only from where the batch begins. A batch that is submitted twice, because the answer to its
 * commit was lost, or by two servers, is therefore stored once.
 *
 * @param source number of the source in the job
 */
public record Checkpoint(String job, int source, Position from, Position to) {
    private static final String ADVANCE = """
            update ALIQUOT_INGEST_SOURCE
            set LINE_NO = ?, BYTE_OFFSET = ?, LINES_READ = LINES_READ + ?, LINES_STORED = LINES_STORED + ?,
              LINES_UNCHANGED = LINES_UNCHANGED + ?, LINES_REFUSED = LINES_REFUSED + ?, LINES_HELD = LINES_HELD + ?
            where JOB_ID = ? and SOURCE_NO = ? and LINE_NO = ? and BYTE_OFFSET = ?""";

    public Checkpoint {
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
    }

    /**
     * Writes.
     *
     * @param lines what becomes of each line between the two positions
     * @throws StaleCheckpointException when the position is another than {@code from}
     */
    public void write(Connection connection, List<Resolution> lines) throws SQLException {
        Sorted sorted = Sorted.of(lines);
        try (PreparedStatement update = connection.prepareStatement(ADVANCE)) {
            update.setLong(1, to.line());
            update.setLong(2, to.offset());
            update.setLong(3, lines.size());
            update.setLong(4, sorted.stored());
            update.setLong(5, sorted.unchanged());
            update.setLong(6, sorted.refused().size());
            update.setLong(7, sorted.held().size());
            update.setString(8, job);
            update.setInt(9, source);
            update.setLong(10, from.line());
            update.setLong(11, from.offset());
            if (update.executeUpdate() != 1) {
                throw new StaleCheckpointException(
                        "job " + job + ", source " + source + ": its checkpoint is not at line " + from.line());
            }
        }
        LineWriter.hold(connection, job, sorted.held());
        LineWriter.refuse(connection, job, sorted.refused());
    }
}
