package org.aliquot.server.oracle.image;

import java.util.Map;
import java.util.Set;

/** What a column means, and so how two databases' values of it are compared. A column not named here is a value. */
enum ColumnKind {
    /** Compared as it stands. */
    VALUE,
    /** A number from a sequence that nothing else is known by, or the request that wrote: not compared. */
    SURROGATE,
    /** A resource's number: compared as {@code Type/id}. */
    RESOURCE,
    /** The number of a resource's version: compared as {@code Type/id/_history/n}. */
    VERSION,
    /** A resource type's number: compared as its name. */
    RESOURCE_TYPE,
    /** A tag's number: compared as what the tag says. */
    TAG,
    /** When something was written: compared as its place among all such moments of the resource. */
    MOMENT,
    /** When a row was written that HAPI keeps where an update leaves it as it is, and COPY writes anew: set or not. */
    TOUCHED;

    private static final Map<String, ColumnKind> BY_NAME = Map.ofEntries(
            Map.entry("sp_id", SURROGATE),
            Map.entry("pid", SURROGATE),
            Map.entry("request_id", SURROGATE),
            Map.entry("res_id", RESOURCE),
            Map.entry("res_pid", RESOURCE),
            Map.entry("resource_pid", RESOURCE),
            Map.entry("src_resource_id", RESOURCE),
            Map.entry("target_resource_id", RESOURCE),
            Map.entry("res_ver_pid", VERSION),
            Map.entry("res_type_id", RESOURCE_TYPE),
            Map.entry("src_res_type_id", RESOURCE_TYPE),
            Map.entry("target_res_type_id", RESOURCE_TYPE),
            Map.entry("tag_id", TAG),
            Map.entry("res_published", MOMENT),
            Map.entry("res_updated", MOMENT),
            Map.entry("res_deleted_at", MOMENT),
            Map.entry("sp_updated", TOUCHED),
            Map.entry("created_time", MOMENT));

    /** Columns by which a row belongs to a resource; of several in one table the first. */
    static final Set<String> OWNERS = Set.of("res_id", "src_resource_id", "res_pid", "resource_pid");

    static ColumnKind of(String column) {
        return BY_NAME.getOrDefault(column, VALUE);
    }
}
