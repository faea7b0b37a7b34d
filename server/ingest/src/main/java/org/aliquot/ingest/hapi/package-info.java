/**
 * All knowledge of HAPI's storage: its DAOs today; its tables, sequences and hashes when rows are written directly.
 *
 * <p>Arrives: a batch of resources. Leaves: outcomes. Must not know: laboratories, instruments, HTTP.
 */
package org.aliquot.ingest.hapi;
