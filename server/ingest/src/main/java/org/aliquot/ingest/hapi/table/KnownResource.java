package org.aliquot.ingest.hapi.table;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A resource as HFJ_RESOURCE has it.
 *
 * @param pid RES_ID
 * @param version RES_VER, that of the deletion where it is deleted
 * @param deleted whether RES_DELETED_AT is set
 * @param hash HASH_SHA256; null where it is deleted
 * @param published RES_PUBLISHED, milliseconds since the epoch
 * @param updated RES_UPDATED, milliseconds since the epoch
 * @param tagIds TAG_ID of its rows in HFJ_RES_TAG; only where tags were asked for
 */
public record KnownResource(
        long pid,
        long version,
        boolean deleted,
        @Nullable String hash,
        long published,
        long updated,
        Set<Long> tagIds) {
    public KnownResource {
        tagIds = Set.copyOf(tagIds);
    }
}
