/**
 * Searches over HAPI's DAOs for the rest of the server: what HAPI does not answer over PostgreSQL alone
 * ({@code $lastn}), and what the intake asks of the laboratory's records. {@link org.aliquot.server.search.Restrictions} knows which
 * parameters HAPI would leave out without a word, for exports and for the FHIR interface.
 *
 * <p>Arrives: parameters of a FHIR operation, or an accession number. Leaves: a searchset Bundle, or references.
 *
 * <p>Must not know: wire formats, the gateway, HTTP.
 */
package org.aliquot.server.search;
