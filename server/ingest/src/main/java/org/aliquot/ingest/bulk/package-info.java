/**
 * The COPY path: many lines into HAPI's tables at once, in order, beside whoever else writes.
 *
 * <p>Arrives: lines of NDJSON, or an analyzer's resources. Leaves: outcomes, once durable. A batch is planned on one thread
 * and written on another while the next is planned; commits keep the order of the batches.
 *
 * <p>Must not know: laboratories, HTTP, jobs, the columns of tables.
 */
package org.aliquot.ingest.bulk;
