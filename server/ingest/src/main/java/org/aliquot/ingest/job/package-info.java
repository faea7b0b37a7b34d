/**
 * Jobs: sources of lines, read and stored until every line has its outcome, through crashes and outages.
 *
 * <p>Arrives: an order of files, URLs or request bodies. Leaves: resources in the database by way of a
 * {@link org.aliquot.ingest.BulkStore}, and in {@code .ledger} what became of every line. Reading, preparing and storing
 * overlap; what is between them is bounded in lines and in bytes. A job that finds tables empty fills them without what slows
 * that down, and makes it good before it ends ({@link org.aliquot.ingest.job.LoadMode}).
 *
 * <p>Must not know: HAPI's DAOs, HTTP servers, laboratories.
 */
package org.aliquot.ingest.job;
