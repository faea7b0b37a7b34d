/**
 * Current versions straight from HAPI's tables, as JSON: what HAPI would answer to a read, without its model in between.
 *
 * <p>Arrives: which resources, a connection in whose snapshot they are looked at. Leaves: one line of JSON for each, with the
 * {@code id} and {@code meta} that HAPI keeps in columns put back.
 *
 * <p>{@link org.aliquot.ingest.hapi.current.VersionQueries} has the SQL, {@link org.aliquot.ingest.hapi.current.ResourceLines} makes
 * lines of rows. HAPI's own answer to a read is the oracle.
 *
 * <p>Must not know: why somebody wants them, files, HTTP.
 */
package org.aliquot.ingest.hapi.current;
