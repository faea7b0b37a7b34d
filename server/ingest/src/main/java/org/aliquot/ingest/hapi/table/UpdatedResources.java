package org.aliquot.ingest.hapi.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Resources that were there before: locks them, takes their old index rows away, brings HFJ_RESOURCE up to date. */
final class UpdatedResources {
    private static final String LOCK =
            "select res_id, res_ver from hfj_resource where res_id = any (?) order by res_id for update";

    // As ResourceLookup reads them for the plan.
    private static final String TAGS = """
            select t.res_id, array_agg(t.tag_id) from hfj_res_tag t join hfj_resource r on r.res_id = t.res_id and r.has_tags
            where t.res_id = any (?) group by t.res_id
            """;

    private static final String UPDATE = """
            update hfj_resource r set
              res_deleted_at = null, res_version = 'R4', res_updated = u.updated,
              res_ver = u.ver, hash_sha256 = u.hash, search_url_present = false, sp_index_status = ?, has_tags = u.tags, sp_has_links = u.links,
              sp_cmpstr_uniq_present = u.uniq, sp_cmptoks_present = u.combo, sp_coords_present = u.coords,
              sp_date_present = u.dates, sp_number_present = u.numbers, sp_quantity_nrml_present = u.canonical,
              sp_quantity_present = u.quantities, sp_string_present = u.strings, sp_token_present = u.tokens,
              sp_uri_present = u.uris
            from unnest(?::bigint[], ?::bigint[], ?::timestamp[], ?::varchar[], ?::boolean[], ?::boolean[], ?::boolean[], ?::boolean[],
                        ?::boolean[], ?::boolean[], ?::boolean[], ?::boolean[], ?::boolean[], ?::boolean[], ?::boolean[],
                        ?::boolean[])
              as u (id, ver, updated, hash, tags, links, uniq, combo, coords, dates, numbers, canonical, quantities, strings,
                    tokens, uris)
            where r.res_id = u.id
            """;

    private static final String DROP_TAGS = """
            delete from hfj_res_tag t using unnest(?::bigint[], ?::bigint[]) as d (res_id, tag_id)
            where t.res_id = d.res_id and t.tag_id = d.tag_id
            """;

    // By what the resource was created once (If-None-Exist); HAPI drops it at the first update, when searches find it.
    private static final String DROP_SEARCH_URLS = "delete from hfj_res_search_url where res_id = any (?)";

    private final List<PlannedResource> updated;
    private final int indexStatus;

    UpdatedResources(BatchPlan plan, int indexStatus) {
        this.updated = plan.resources().stream()
                .filter(resource -> !resource.isNew())
                .sorted(Comparator.comparingLong(PlannedResource::pid))
                .toList();
        this.indexStatus = indexStatus;
    }

    /**
     * Locks the rows until the transaction ends, in the order of their ids so that two writers cannot wait for each other.
     *
     * @throws StalePlanException when one of them has another version than the plan was made for, or other tags: HAPI's
     *     {@code $meta-add} and {@code $meta-delete} make no version
     */
    void lock(Connection connection) throws SQLException, StalePlanException {
        if (updated.isEmpty()) {
            return;
        }
        Map<Long, Long> versions = new HashMap<>();
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setArray(1, connection.createArrayOf("bigint", pids()));
            try (ResultSet rows = lock.executeQuery()) {
                while (rows.next()) {
                    versions.put(rows.getLong(1), rows.getLong(2));
                }
            }
        }
        for (PlannedResource resource : updated) {
            Long now = versions.get(resource.pid());
            if (now == null || now != resource.before().version()) {
                throw new StalePlanException(resource.key().type() + " was changed by another writer meanwhile");
            }
        }
        requireSameTags(connection);
    }

    private void requireSameTags(Connection connection) throws SQLException, StalePlanException {
        Map<Long, Set<Long>> tags = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(TAGS)) {
            query.setArray(1, connection.createArrayOf("bigint", pids()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    tags.put(rows.getLong(1), Set.of((Long[]) rows.getArray(2).getArray()));
                }
            }
        }
        for (PlannedResource resource : updated) {
            if (!tags.getOrDefault(resource.pid(), Set.of())
                    .equals(resource.before().tagIds())) {
                throw new StalePlanException(resource.key().type() + " was given other tags meanwhile");
            }
        }
    }

    /** Deletes what the version before was found by, and tags that it has no longer. */
    void removeOldRows(Connection connection) throws SQLException {
        if (updated.isEmpty()) {
            return;
        }
        Object[] pids = pids();
        for (IndexTable table : IndexTable.values()) {
            try (PreparedStatement delete = connection.prepareStatement(table.deleteCommand())) {
                delete.setArray(1, connection.createArrayOf("bigint", pids));
                delete.executeUpdate();
            }
        }
        try (PreparedStatement delete = connection.prepareStatement(DROP_SEARCH_URLS)) {
            delete.setArray(1, connection.createArrayOf("bigint", pids));
            delete.executeUpdate();
        }
        List<Long> resources = new ArrayList<>();
        List<Long> tags = new ArrayList<>();
        for (PlannedResource resource : updated) {
            Set<Long> now = resource.tagIds();
            for (long tag : resource.before().tagIds()) {
                if (!now.contains(tag)) {
                    resources.add(resource.pid());
                    tags.add(tag);
                }
            }
        }
        if (!tags.isEmpty()) {
            try (PreparedStatement delete = connection.prepareStatement(DROP_TAGS)) {
                delete.setArray(1, connection.createArrayOf("bigint", resources.toArray()));
                delete.setArray(2, connection.createArrayOf("bigint", tags.toArray()));
                delete.executeUpdate();
            }
        }
    }

    void update(Connection connection) throws SQLException {
        if (updated.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            update.setInt(1, indexStatus);
            int at = 2;
            at = set(update, at, "bigint", PlannedResource::pid);
            at = set(update, at, "bigint", PlannedResource::version);
            at = set(
                    update, at, "timestamp", resource -> clockOf(resource.last().updated()));
            at = set(
                    update,
                    at,
                    "varchar",
                    resource -> resource.last().candidate().hash());
            at = set(update, at, "boolean", resource -> !resource.tagIds().isEmpty());
            at = setFlag(update, at, IndexTable.LINK);
            at = setFlag(update, at, IndexTable.UNIQUE_COMBO);
            at = setFlag(update, at, IndexTable.COMBO);
            at = setFlag(update, at, IndexTable.COORDINATES);
            at = setFlag(update, at, IndexTable.DATE);
            at = setFlag(update, at, IndexTable.NUMBER);
            at = setFlag(update, at, IndexTable.CANONICAL_QUANTITY);
            at = setFlag(update, at, IndexTable.QUANTITY);
            at = setFlag(update, at, IndexTable.STRING);
            at = setFlag(update, at, IndexTable.TOKEN);
            setFlag(update, at, IndexTable.URI);
            update.executeUpdate();
        }
    }

    /** As the column shows it: a clock without zone, at UTC. */
    private static String clockOf(long millis) {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC)
                .toString();
    }

    private int setFlag(PreparedStatement update, int at, IndexTable table) throws SQLException {
        return set(
                update,
                at,
                "boolean",
                resource -> resource.last().candidate().counts().has(table));
    }

    private int set(PreparedStatement update, int at, String type, Function<PlannedResource, Object> value)
            throws SQLException {
        update.setArray(
                at,
                update.getConnection()
                        .createArrayOf(type, updated.stream().map(value).toArray()));
        return at + 1;
    }

    private Object[] pids() {
        return updated.stream().map(PlannedResource::pid).toArray();
    }
}
