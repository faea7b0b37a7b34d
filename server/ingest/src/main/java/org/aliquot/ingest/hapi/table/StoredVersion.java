package org.aliquot.ingest.hapi.table;

import org.aliquot.ingest.rows.ResourceKey;

/**
 * A version that a batch stores.
 *
 * @param pid RES_ID
 * @param number RES_VER
 */
public record StoredVersion(ResourceKey key, long pid, long number) {}
