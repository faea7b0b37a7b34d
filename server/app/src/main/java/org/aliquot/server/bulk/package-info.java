/**
 * Bulk import: {@code $import} and our own jobs; HAPI's jobs, kept moving. Bulk export is in {@code .export},
 * the change feed in {@code .feed}.
 *
 * <p>Must not know: analyzers, the gateway.
 */
package org.aliquot.server.bulk;
