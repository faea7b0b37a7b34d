/**
 * All knowledge of HAPI's storage: its DAOs, its extraction and its hashes here, its tables in {@code .table}, its indexes
 * in {@code .schema}, what holds them together in {@code .check}, its full-text index in {@code .fulltext}, and what is in them read out
 * again in {@code .current}.
 *
 * <p>Arrives: resources. Leaves: outcomes, rows; and lines of JSON. Must not know: laboratories, instruments, HTTP.
 */
package org.aliquot.ingest.hapi;
