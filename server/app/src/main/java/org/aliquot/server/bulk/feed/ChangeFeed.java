package org.aliquot.server.bulk.feed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import javax.sql.DataSource;
import org.aliquot.server.bulk.Settled;

/**
 * Versions in the order in which they were written: by time, and at one time by resource and version.
 *
 * <p>Only up to an instant that is settled: a version that commits later than another of a later time would else be passed over. That
 * is what makes a cursor exact: behind it nothing is missing, before it nothing comes again.
 */
public final class ChangeFeed {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final DataSource dataSource;
    private final Settled settled;

    public ChangeFeed(DataSource dataSource, Settled settled) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.settled = Objects.requireNonNull(settled, "settled");
    }

    /**
     * Some changes.
     *
     * @param next the place behind them, further on than the last where nothing else concerned the reader
     */
    public record Page(List<Change> changes, FeedCursor next) {}

    /** Behind everything that is there. */
    public FeedCursor now() throws SQLException, InterruptedException {
        return FeedCursor.behind(settled.await(() -> {}));
    }

    /**
     * What comes behind a place.
     *
     * @param types empty: all
     * @param wait how long to wait for the first
     */
    public Page after(FeedCursor place, SortedSet<String> types, int limit, Duration wait)
            throws SQLException, InterruptedException {
        long until = System.nanoTime() + wait.toNanos();
        FeedCursor from = place;
        while (true) {
            Instant to = settled.await(() -> {});
            List<Change> changes = read(from, FeedCursor.micros(to), types, limit);
            if (changes.size() == limit) {
                return new Page(changes, changes.get(limit - 1).cursor());
            }
            FeedCursor behind = FeedCursor.behind(to);
            // A settled instant may lie before one that was settled earlier.
            from = behind.micros() > from.micros() ? behind : from;
            if (!changes.isEmpty() || System.nanoTime() >= until) {
                return new Page(changes, from);
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
    }

    private List<Change> read(FeedCursor from, long to, SortedSet<String> types, int limit) throws SQLException {
        String sql = """
                select (extract(epoch from v.res_updated) * 1000000)::bigint, v.res_id, v.res_ver, v.res_type, r.fhir_id,
                       v.res_deleted_at is not null or v.res_encoding = 'DEL'
                from hfj_res_ver v join hfj_resource r on r.res_id = v.res_id
                where v.res_updated >= timestamp 'epoch' + ? * interval '1 microsecond'
                  and v.res_updated <= timestamp 'epoch' + ? * interval '1 microsecond'
                  and (v.res_updated, v.res_id, v.res_ver) > (timestamp 'epoch' + ? * interval '1 microsecond', ?, ?)
                """ + (types.isEmpty() ? "" : " and v.res_type = any(?)")
                + " order by v.res_updated, v.res_id, v.res_ver limit ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            int parameter = 1;
            query.setLong(parameter++, from.micros());
            query.setLong(parameter++, to);
            query.setLong(parameter++, from.micros());
            query.setLong(parameter++, from.resource());
            query.setLong(parameter++, from.version());
            if (!types.isEmpty()) {
                query.setArray(parameter++, connection.createArrayOf("text", types.toArray()));
            }
            query.setInt(parameter, limit);
            List<Change> changes = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    changes.add(change(row));
                }
            }
            return changes;
        }
    }

    private static Change change(ResultSet row) throws SQLException {
        FeedCursor cursor = new FeedCursor(row.getLong(1), row.getLong(2), row.getLong(3));
        Change.Operation operation = row.getBoolean(6)
                ? Change.Operation.DELETE
                : cursor.version() == 1 ? Change.Operation.CREATE : Change.Operation.UPDATE;
        return new Change(
                cursor,
                operation,
                row.getString(4),
                row.getString(5),
                cursor.version(),
                Instant.EPOCH.plus(cursor.micros(), ChronoUnit.MICROS));
    }
}
