package org.aliquot.ingest.hapi.table;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aliquot.ingest.rows.ResourceKey;

/** Finds resources by type and id, many at once, by the unique index IDX_RES_TYPE_FHIR_ID. */
public final class ResourceLookup {
    private static final String BY_KEY = """
            select k.n, r.res_id, r.res_ver, r.res_deleted_at is not null, r.hash_sha256, r.res_published, r.has_tags,
                   r.res_updated
            from unnest(?::varchar[], ?::varchar[]) with ordinality k (t, i, n)
            join hfj_resource r on r.res_type = k.t and r.fhir_id = k.i
            """;

    private static final String TAGS = "select res_id, tag_id from hfj_res_tag where res_id = any (?)";

    private ResourceLookup() {}

    /**
     * Tells the planner that these few rows are looked up by index, whatever it believes of tables that it has not
     * analyzed since they were filled. For the connection's life until {@link #unprepare}.
     */
    public static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set enable_hashjoin = off; set enable_mergejoin = off; set enable_seqscan = off");
        }
    }

    /** Takes {@link #prepare} back. */
    public static void unprepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("reset enable_hashjoin; reset enable_mergejoin; reset enable_seqscan");
        }
    }

    /**
     * Those of the resources that are there, deleted ones included.
     *
     * @param keys each once
     * @param withTags for which of them tags are to be read as well
     */
    public static Map<ResourceKey, KnownResource> find(
            Connection connection, Collection<ResourceKey> keys, Set<ResourceKey> withTags) throws SQLException {
        if (keys.isEmpty()) {
            return Map.of();
        }
        List<ResourceKey> asked = List.copyOf(keys);
        Map<ResourceKey, KnownResource> found = new HashMap<>();
        Map<Long, ResourceKey> tagged = new HashMap<>();
        Array types = connection.createArrayOf(
                "varchar", asked.stream().map(ResourceKey::type).toArray());
        Array ids = connection.createArrayOf(
                "varchar", asked.stream().map(ResourceKey::id).toArray());
        try (PreparedStatement query = connection.prepareStatement(BY_KEY)) {
            query.setArray(1, types);
            query.setArray(2, ids);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ResourceKey key = asked.get(rows.getInt(1) - 1);
                    found.put(
                            key,
                            new KnownResource(
                                    rows.getLong(2),
                                    rows.getLong(3),
                                    rows.getBoolean(4),
                                    rows.getString(5),
                                    millis(rows, 6),
                                    millis(rows, 8),
                                    Set.of()));
                    if (rows.getBoolean(7) && withTags.contains(key)) {
                        tagged.put(rows.getLong(2), key);
                    }
                }
            }
        }
        types.free();
        ids.free();
        addTags(connection, found, tagged);
        return found;
    }

    private static long millis(ResultSet rows, int column) throws SQLException {
        return rows.getObject(column, LocalDateTime.class)
                .toInstant(ZoneOffset.UTC)
                .toEpochMilli();
    }

    private static void addTags(
            Connection connection, Map<ResourceKey, KnownResource> found, Map<Long, ResourceKey> tagged)
            throws SQLException {
        if (tagged.isEmpty()) {
            return;
        }
        Map<Long, Set<Long>> tags = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(TAGS)) {
            query.setArray(1, connection.createArrayOf("bigint", tagged.keySet().toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    tags.computeIfAbsent(rows.getLong(1), pid -> new HashSet<>())
                            .add(rows.getLong(2));
                }
            }
        }
        tags.forEach((pid, tagIds) -> found.computeIfPresent(
                tagged.get(pid),
                (key, known) -> new KnownResource(
                        known.pid(),
                        known.version(),
                        known.deleted(),
                        known.hash(),
                        known.published(),
                        known.updated(),
                        tagIds)));
    }
}
