/**
 * Bulk export, HAPI's {@code $export} and its jobs, kept moving; and bulk import, {@code $import} and our own jobs.
 *
 * <p>Must not know: analyzers, the gateway.
 */
package org.aliquot.server.bulk;
