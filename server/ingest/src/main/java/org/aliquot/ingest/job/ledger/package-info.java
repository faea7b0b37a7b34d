/**
 * What is known of jobs, in the database: jobs, their sources and checkpoints, lines held back, lines refused.
 *
 * <p>Arrives: outcomes. Leaves: rows of our own tables ({@code ALIQUOT_INGEST_…}), written in the transaction of the
 * resources they tell of, so that the two never disagree.
 *
 * <p>Must not know: how lines are read or stored; HAPI's tables.
 */
package org.aliquot.ingest.job.ledger;
