/**
 * HAPI's tables as PostgreSQL holds them: which indexes and foreign keys a plan wants, and how a live database gets
 * there and back.
 *
 * <p>Arrives: a database that HAPI's own migration has brought up to date, and an
 * {@link org.aliquot.ingest.hapi.schema.IndexPlan}. Leaves: that plan in force; what HAPI had made is recorded before it
 * goes, so that {@link org.aliquot.ingest.hapi.schema.IndexPlan#STOCK} restores it to the letter.
 *
 * <p>{@link org.aliquot.ingest.hapi.schema.DeferredIndexes} leaves indexes out while an empty database is filled, and has
 * {@link org.aliquot.ingest.hapi.schema.IndexBuilds} build them at the end.
 *
 * <p>Must not know: resources, rows, FHIR.
 */
package org.aliquot.ingest.hapi.schema;
