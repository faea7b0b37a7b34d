/**
 * Stores FHIR resources: the seam between whoever makes them and the database.
 *
 * <p>Arrives: R4 resources with their ids. Leaves: an {@link org.aliquot.ingest.Outcome} for each, once durable.
 * {@link org.aliquot.ingest.ResourceIngest} is the seam; {@code .hapi} holds the implementation over HAPI's DAOs, slow
 * and trusted: the oracle for every faster one.
 *
 * <p>Must not know: laboratories, instruments, HTTP.
 */
package org.aliquot.ingest;
