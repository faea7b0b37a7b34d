/**
 * Searches over HAPI's DAOs for the rest of the server: what HAPI does not answer over PostgreSQL alone
 * ({@code $lastn}), and what the intake asks of the laboratory's records.
 *
 * <p>Arrives: parameters of a FHIR operation, or an accession number. Leaves: a searchset Bundle, or references.
 *
 * <p>Must not know: wire formats, the gateway, HTTP.
 */
package org.aliquot.server.search;
