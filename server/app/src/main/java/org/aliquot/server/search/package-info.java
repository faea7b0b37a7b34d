/**
 * Searches that HAPI does not answer over PostgreSQL alone.
 *
 * <p>Arrives: parameters of a FHIR operation. Leaves: a searchset Bundle.
 *
 * <p>Must not know: analyzers, the gateway, HTTP.
 */
package org.aliquot.server.search;
