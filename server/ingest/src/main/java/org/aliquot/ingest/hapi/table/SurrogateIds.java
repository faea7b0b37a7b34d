package org.aliquot.ingest.hapi.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/**
 * Surrogate ids from HAPI's own sequences, by the block, so that its writers and this one never meet.
 *
 * <p>HAPI counts with Hibernate's pooled optimizer ({@code HapiSequenceStyleGenerator}): the sequence moves in steps of
 * 50, and whoever draws the value v owns v-49 to v. For one thread.
 */
final class SurrogateIds {
    private static final int STEP = 50;

    /** Blocks drawn at once, at least: 1,000 ids. */
    private static final int FEWEST_BLOCKS = 20;

    private final Map<Sequence, Deque<Long>> blocks = new EnumMap<>(Sequence.class);
    private final Map<Sequence, Range> current = new EnumMap<>(Sequence.class);

    /** Ids from {@code next} to {@code last}. */
    private static final class Range {
        private long next;
        private final long last;

        Range(long next, long last) {
            this.next = next;
            this.last = last;
        }
    }

    /** Makes sure that so many ids can be taken without asking the database. */
    void require(Connection connection, Sequence sequence, int count) throws SQLException {
        Deque<Long> drawn = blocks.computeIfAbsent(sequence, key -> new ArrayDeque<>());
        int missing = count / STEP + 1 - drawn.size();
        if (missing <= 0) {
            return;
        }
        try (PreparedStatement draw =
                connection.prepareStatement("select nextval(?::regclass) from generate_series(1, ?)")) {
            draw.setString(1, sequence.sequenceName());
            draw.setInt(2, Math.max(missing, FEWEST_BLOCKS));
            try (ResultSet values = draw.executeQuery()) {
                while (values.next()) {
                    drawn.add(values.getLong(1));
                }
            }
        }
    }

    /** The next id; {@link #require} it first. */
    long take(Sequence sequence) {
        Range range = current.get(sequence);
        if (range == null || range.next > range.last) {
            long drawn = blocks.get(sequence).remove();
            // The first block of a new sequence would reach below 1.
            range = new Range(Math.max(1, drawn - STEP + 1), drawn);
            current.put(sequence, range);
        }
        return range.next++;
    }
}
