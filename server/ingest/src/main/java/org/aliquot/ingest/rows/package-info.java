/**
 * A resource as rows: what HAPI's tables hold of it, but for ids, versions and hashes.
 *
 * <p>Arrives: one resource as JSON. Leaves: {@link org.aliquot.ingest.rows.ResourceRows}. Two extractors make them: a fast
 * one straight from JSON here, and HAPI's own in {@code .hapi}, which covers everything and is the oracle of the first.
 *
 * <p>Must not know: tables, databases, HAPI's storage.
 */
package org.aliquot.ingest.rows;
