package org.aliquot.ingest.hapi.table;

import java.util.Set;

/**
 * One version to be written.
 *
 * @param resource the resource it is a version of
 * @param candidate its content
 * @param number RES_VER
 * @param updated RES_UPDATED, milliseconds since the epoch: later than that of the version before, because HAPI orders a
 *     history by it alone
 * @param tagIds TAG_ID of the tags it has, those of the version before that stay included
 */
record PlannedVersion(PlannedResource resource, Candidate candidate, long number, long updated, Set<Long> tagIds) {}
