package org.aliquot.ingest.hapi.current;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.aliquot.ingest.hapi.IndexHashes;

/**
 * The SQL for current versions. Every value stands in the text: COPY takes no parameters.
 *
 * <p>What is looked at is the state at one instant, {@code at}. Versions after it may be in the database: a transaction writes
 * its time into its rows before it commits. {@link #changedLater} names resources that have such versions, {@link #before} finds
 * the versions they had.
 *
 * @param types names of types, none twice; empty: all
 * @param since what was changed at or after this
 * @param until what was not changed after this
 * @param at the instant, at or before the snapshot
 */
public record VersionQueries(SortedSet<String> types, Optional<Instant> since, Optional<Instant> until, Instant at) {
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "''uuuu-MM-dd HH:mm:ss.SSSSSS''", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final long RECORDED = IndexHashes.identity("Provenance", "recorded");

    private static final String COLUMNS =
            "v.res_id, v.res_type, r.fhir_id, v.res_ver, v.res_updated, v.source_uri, v.request_id,"
                    + " v.res_encoding, v.res_text_vc, case when v.res_encoding = 'JSONC' then lo_get(v.res_text) end";

    public VersionQueries {
        types = new TreeSet<>(types);
        types.forEach(VersionQueries::requireName);
    }

    // Letters alone can stand in a text.
    private static String requireName(String type) {
        if (!type.matches("[A-Za-z]{1,64}")) {
            throw new IllegalArgumentException("not a type's name: " + type);
        }
        return type;
    }

    static String timestamp(Instant instant) {
        return TIMESTAMP.format(instant) + "::timestamp";
    }

    /** {@code count, least RES_ID, greatest RES_ID}; the latter two null where there is none. */
    public String count() {
        return "select count(*), min(r.res_id), max(r.res_id) from hfj_resource r where " + wanted();
    }

    /** The RES_IDs of all, in order. */
    public String ids() {
        return "select r.res_id from hfj_resource r where " + wanted() + " order by r.res_id";
    }

    /** The RES_IDs of all that there were at the instant, whenever they were changed; and of what was created since, in order. */
    public String there() {
        return "select r.res_id from hfj_resource r where (r.res_deleted_at is null or r.res_updated > " + timestamp(at)
                + ")" + ofTypes() + " order by r.res_id";
    }

    /** A chunk's rows as {@link ResourceLines} takes them, in the order of RES_ID. */
    public String rows(Chunk chunk) {
        return "select " + COLUMNS
                + " from hfj_resource r join hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver where "
                + chunk.condition("r.res_id") + " and " + chunk.condition("v.res_id") + " and " + wanted()
                + " order by r.res_id";
    }

    /** A chunk's {@code RES_ID, TAG_ID}. */
    public static String tags(Chunk chunk) {
        return "select t.res_id, t.tag_id from hfj_res_tag t where " + chunk.condition("t.res_id");
    }

    /** RES_IDs of what was changed or deleted after the instant. */
    public String changedLater() {
        return "select r.res_id from hfj_resource r where r.res_updated > " + timestamp(at) + ofTypes();
    }

    /** What those were at the instant; rows as {@link #rows}, of those that were there. Tags: {@link #tagsBefore}. */
    public String before(Chunk changedLater) {
        return "select " + COLUMNS + " from " + lastBefore(changedLater)
                + " join hfj_resource r on r.res_id = v.res_id where v.res_encoding <> 'DEL' and v.res_deleted_at is null"
                + between("v") + ofTypes() + " order by v.res_id";
    }

    public String tagsBefore(Chunk changedLater) {
        return "select v.res_id, t.tag_id from " + lastBefore(changedLater)
                + " join hfj_history_tag t on t.res_ver_pid = v.pid";
    }

    /** The last contents of what was deleted; rows as {@link #rows}. Labels: {@link #labelsOfDeleted}. */
    public static String contentsOfDeleted(Chunk deleted) {
        return "select " + COLUMNS + " from " + last(deleted)
                + " join hfj_resource r on r.res_id = v.res_id order by v.res_id";
    }

    /** {@code RES_ID, TAG_ID} of the same. */
    public static String labelsOfDeleted(Chunk deleted) {
        return "select v.res_id, t.tag_id from " + last(deleted) + " join hfj_history_tag t on t.res_ver_pid = v.pid";
    }

    /**
     * What was deleted said this, from {@code since} on: each version that somebody who was up to date then may have; rows as
     * {@link #rows}.
     */
    public String contentsSince(Chunk deleted) {
        return "select " + COLUMNS + " from hfj_res_ver v join hfj_resource r on r.res_id = v.res_id where "
                + deleted.condition("v.res_id") + " and v.res_encoding <> 'DEL' and v.res_deleted_at is null"
                + " and v.res_updated <= " + timestamp(at)
                + " and v.res_ver >= coalesce((select max(b.res_ver) from hfj_res_ver b where b.res_id = v.res_id"
                + " and b.res_updated <= " + timestamp(from()) + "), 0) order by v.res_id, v.res_ver";
    }

    private Instant from() {
        return since.orElseThrow(() -> new IllegalStateException("deleted since when?"));
    }

    private static String last(Chunk deleted) {
        return "(select distinct on (v.res_id) v.* from hfj_res_ver v where " + deleted.condition("v.res_id")
                + " and v.res_encoding <> 'DEL' and v.res_deleted_at is null order by v.res_id, v.res_ver desc) v";
    }

    private String lastBefore(Chunk changedLater) {
        return "(select distinct on (v.res_id) v.* from hfj_res_ver v where " + changedLater.condition("v.res_id")
                + " and v.res_updated <= " + timestamp(at) + " order by v.res_id, v.res_ver desc) v";
    }

    /** What was deleted since: {@code RES_ID, RES_TYPE, FHIR_ID}, by RES_ID. Those of {@link #changedLater} are not known here. */
    public String deleted() {
        return allDeleted() + " order by r.res_id";
    }

    /** As {@link #deleted}, the greatest RES_ID first. */
    public String deletedGreatestFirst() {
        return allDeleted() + " order by r.res_id desc";
    }

    private String allDeleted() {
        return "select r.res_id, r.res_type, r.fhir_id from hfj_resource r where r.res_deleted_at is not null"
                + " and r.res_updated >= " + timestamp(from()) + " and r.res_updated <= " + timestamp(at)
                + until.map(to -> " and r.res_updated <= " + timestamp(to)).orElse("") + ofTypes();
    }

    /**
     * Labels, profiles and tags by their numbers: {@code TAG_ID, TAG_TYPE, TAG_SYSTEM, TAG_CODE, TAG_DISPLAY, TAG_VERSION,
     * TAG_USER_SELECTED}.
     */
    public static String tagDefinitions(Collection<Long> numbers) {
        Chunk some = new Chunk.Ids(numbers.stream().mapToLong(Long::longValue).toArray());
        return "select tag_id, tag_type::bigint, tag_system, tag_code, tag_display, tag_version, tag_user_selected from hfj_tag_def"
                + " where " + some.condition("tag_id");
    }

    /** RES_IDs of what refers to some resources of a type by some paths; a path twice, a resource twice. */
    public static String referring(Collection<String> paths, String targetType, Optional<Chunk> targets) {
        return "select l.src_resource_id from hfj_res_link l where l.src_path in (" + quoted(paths)
                + ") and l.target_resource_type = '" + requireName(targetType)
                + "' and l.target_resource_id is not null"
                + targets.map(chunk -> " and " + chunk.condition("l.target_resource_id"))
                        .orElse("");
    }

    /** {@code source, target} of all references by some paths. */
    public static String links(Collection<String> paths) {
        return "select l.src_resource_id, l.target_resource_id from hfj_res_link l where l.src_path in ("
                + quoted(paths) + ") and l.target_resource_id is not null";
    }

    /** {@code target, source} of what Provenances are about; of each target the Provenance first that was recorded last. */
    public String latestProvenances() {
        return "select l.target_resource_id, l.src_resource_id from hfj_res_link l"
                + " join hfj_resource r on r.res_id = l.src_resource_id"
                + " left join hfj_spidx_date d on d.res_id = r.res_id and d.hash_identity = " + RECORDED
                + " where l.src_path = 'Provenance.target' and l.target_resource_id is not null"
                // What came after the instant is not in the export, and hides nothing that is.
                + " and (r.res_updated <= " + timestamp(at) + " or exists (select 1 from hfj_res_ver v"
                + " where v.res_id = r.res_id and v.res_updated <= " + timestamp(at) + "))"
                + " order by l.target_resource_id, d.sp_value_low desc nulls last, r.res_updated desc, r.res_id desc";
    }

    /** {@code source, target} of all references to resources of a type. */
    public static String linksTo(String targetType) {
        return "select l.src_resource_id, l.target_resource_id from hfj_res_link l where l.target_resource_type = '"
                + requireName(targetType) + "' and l.target_resource_id is not null";
    }

    /** The same of some sources. */
    public static String linksTo(String targetType, Chunk sources) {
        return linksTo(targetType) + " and " + sources.condition("l.src_resource_id");
    }

    /** RES_IDs by FHIR id. */
    public static String byFhirId(String type, Collection<String> ids) {
        return "select res_id from hfj_resource where res_type = '" + requireName(type) + "' and fhir_id in ("
                + quoted(ids) + ")";
    }

    /** {@code FHIR_ID, RES_ID} of those that were not deleted. */
    public String there(String type, Collection<String> ids) {
        return "select r.fhir_id, r.res_id from hfj_resource r where r.res_type = '" + requireName(type)
                + "' and r.fhir_id in (" + quoted(ids) + ") and (r.res_deleted_at is null or r.res_updated > "
                + timestamp(at) + ")";
    }

    private static String quoted(Collection<String> texts) {
        return texts.stream().map(text -> "'" + text.replace("'", "''") + "'").collect(Collectors.joining(", "));
    }

    private String wanted() {
        return "r.res_deleted_at is null and r.res_updated <= " + timestamp(at) + between("r") + ofTypes();
    }

    private String between(String version) {
        return since.map(from -> " and " + version + ".res_updated >= " + timestamp(from))
                        .orElse("")
                + until.map(to -> " and " + version + ".res_updated <= " + timestamp(to))
                        .orElse("");
    }

    private String ofTypes() {
        return types.isEmpty() ? "" : " and r.res_type in (" + quoted(types) + ")";
    }
}
