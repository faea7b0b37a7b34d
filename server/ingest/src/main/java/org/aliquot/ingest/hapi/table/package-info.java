/**
 * HAPI's tables: their columns, sequences and hashes, and what a batch makes of them.
 *
 * <pre>
 * Candidate → BatchPlanner → BatchPlan → BatchWriter → rows
 * </pre>
 *
 * <p>Arrives: resources as rows. Leaves: rows in HFJ_… tables, in the caller's transaction. HAPI's DAO is the oracle: the
 * same resources through both give the same rows, surrogate ids and timestamps aside.
 *
 * <p>Must not know: threads, retries, where resources come from.
 */
package org.aliquot.ingest.hapi.table;
