/**
 * Exports as jobs: who waits for whom, what outlives a server's end, what is thrown away and when.
 *
 * <p>{@link org.aliquot.server.bulk.export.job.ExportJobs} runs them, {@link org.aliquot.server.bulk.export.job.ExportLedger} remembers
 * them in the database. A job that a server's end cut short begins anew with the next start, on a new snapshot; one of a
 * server that does not come back is ended by another.
 *
 * <p>Must not know: HTTP, how an export is made.
 */
package org.aliquot.server.bulk.export.job;
