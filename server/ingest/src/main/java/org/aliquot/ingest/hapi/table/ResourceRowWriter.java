package org.aliquot.ingest.hapi.table;

import org.aliquot.ingest.copy.CopyBuffer;
import org.jspecify.annotations.Nullable;

/** Turns resources, versions and their tags into rows of HFJ_RESOURCE, HFJ_RES_VER, HFJ_RES_TAG and HFJ_HISTORY_TAG. */
final class ResourceRowWriter {
    static final String RESOURCES =
            "copy hfj_resource (res_id, res_version, has_tags, res_published, res_updated, fhir_id,"
                    + " sp_has_links, hash_sha256, sp_index_status, sp_cmpstr_uniq_present, sp_cmptoks_present,"
                    + " sp_coords_present, sp_date_present, sp_number_present, sp_quantity_nrml_present, sp_quantity_present,"
                    + " sp_string_present, sp_token_present, sp_uri_present, res_type, res_type_id, search_url_present, res_ver)"
                    + " from stdin (format binary)";
    private static final int RESOURCE_WIDTH = 23;

    static final String VERSIONS =
            "copy hfj_res_ver (pid, res_id, res_type, res_type_id, res_ver, res_version, has_tags,"
                    + " res_published, res_updated, res_encoding, res_text_vc, request_id, source_uri)"
                    + " from stdin (format binary)";
    private static final int VERSION_WIDTH = 13;

    static final String RESOURCE_TAGS =
            "copy hfj_res_tag (pid, res_id, res_type, res_type_id, tag_id) from stdin (format binary)";
    static final String VERSION_TAGS = "copy hfj_history_tag (pid, res_id, res_type, res_type_id, tag_id, res_ver_pid)"
            + " from stdin (format binary)";

    private static final String FHIR_VERSION = "R4";
    private static final String ENCODING = "JSON";
    private static final int REQUEST_ID_LENGTH = 16;
    private static final int SOURCE_LENGTH = 768;
    private static final int CAPACITY = 64 * 1024;

    private final CopyBuffer resources = new CopyBuffer(CAPACITY);
    private final CopyBuffer versions = new CopyBuffer(CAPACITY);
    private final CopyBuffer resourceTags = new CopyBuffer(CAPACITY);
    private final CopyBuffer versionTags = new CopyBuffer(CAPACITY);
    private final StorageFacts facts;
    private final ResourceTypes types;

    ResourceRowWriter(StorageFacts facts, ResourceTypes types) {
        this.facts = facts;
        this.types = types;
    }

    CopyBuffer resources() {
        return resources;
    }

    CopyBuffer versions() {
        return versions;
    }

    CopyBuffer resourceTags() {
        return resourceTags;
    }

    CopyBuffer versionTags() {
        return versionTags;
    }

    void clear() {
        resources.clear();
        versions.clear();
        resourceTags.clear();
        versionTags.clear();
    }

    /** A new resource. */
    void resource(PlannedResource resource) {
        PlannedVersion current = resource.last();
        Candidate candidate = current.candidate();
        RowCounts counts = candidate.counts();
        String type = resource.key().type();
        resources
                .row(RESOURCE_WIDTH)
                .bigint(resource.pid())
                .text(FHIR_VERSION)
                .bool(!current.tagIds().isEmpty())
                .timestamp(resource.published())
                .timestamp(current.updated())
                .text(resource.key().id())
                .bool(counts.has(IndexTable.LINK))
                .text(candidate.hash())
                .smallint(facts.indexStatus())
                .bool(counts.has(IndexTable.UNIQUE_COMBO))
                .bool(counts.has(IndexTable.COMBO))
                .bool(counts.has(IndexTable.COORDINATES))
                .bool(counts.has(IndexTable.DATE))
                .bool(counts.has(IndexTable.NUMBER))
                .bool(counts.has(IndexTable.CANONICAL_QUANTITY))
                .bool(counts.has(IndexTable.QUANTITY))
                .bool(counts.has(IndexTable.STRING))
                .bool(counts.has(IndexTable.TOKEN))
                .bool(counts.has(IndexTable.URI))
                .text(type)
                .smallint(types.id(type))
                .bool(false)
                .bigint(current.number());
    }

    /** A version, current or not, with its tags. */
    void version(PlannedVersion version, BatchPlan plan) {
        PlannedResource resource = version.resource();
        String type = resource.key().type();
        long pid = plan.ids(Sequence.VERSION).next();
        versions.row(VERSION_WIDTH)
                .bigint(pid)
                .bigint(resource.pid())
                .text(type)
                .smallint(types.id(type))
                .bigint(version.number())
                .text(FHIR_VERSION)
                .bool(!version.tagIds().isEmpty())
                .timestamp(resource.published())
                .timestamp(version.updated())
                .text(ENCODING)
                .text(version.candidate().rows().text())
                .text(facts.storesRequestId() ? cut(plan.moment().requestId(), REQUEST_ID_LENGTH) : null)
                .text(facts.storesSource() ? source(version.candidate().rows().source()) : null);
        for (long tag : version.tagIds()) {
            versionTags
                    .row(6)
                    .bigint(plan.ids(Sequence.VERSION_TAG).next())
                    .bigint(resource.pid())
                    .text(type)
                    .smallint(types.id(type))
                    .bigint(tag)
                    .bigint(pid);
        }
    }

    /** A tag that a resource did not have before. */
    void resourceTag(PlannedResource resource, long tag, BatchPlan plan) {
        String type = resource.key().type();
        resourceTags
                .row(5)
                .bigint(plan.ids(Sequence.RESOURCE_TAG).next())
                .bigint(resource.pid())
                .text(type)
                .smallint(types.id(type))
                .bigint(tag);
    }

    // What follows '#' is the id of the request that wrote it, and HAPI keeps its own (MetaUtil).
    private static @Nullable String source(@Nullable String source) {
        if (source == null) {
            return null;
        }
        int requestId = source.indexOf('#');
        String uri = requestId < 0 ? source : source.substring(0, requestId);
        return uri.isBlank() ? null : cut(uri, SOURCE_LENGTH);
    }

    private static @Nullable String cut(@Nullable String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length);
    }
}
