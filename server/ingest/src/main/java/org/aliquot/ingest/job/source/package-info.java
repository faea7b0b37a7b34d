/**
 * Where lines come from: files, folders, URLs, request bodies; plain or gzip.
 *
 * <p>Arrives: bytes. Leaves: lines with their numbers and byte offsets, or the reason why a source cannot be read. Nothing
 * here holds more than one line in memory.
 *
 * <p>Must not know: FHIR (but for the order in which types refer to each other), jobs, the database.
 */
package org.aliquot.ingest.job.source;
