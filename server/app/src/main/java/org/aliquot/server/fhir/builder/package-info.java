/**
 * Stands around HAPI's search builders, which turn what a search asks for into statements.
 *
 * <p>Arrives: HAPI's calls of its builders. Leaves: the same calls, changed or left out by whichever {@link
 * org.aliquot.server.fhir.builder.AroundBuilder} has something to say to them. HAPI has no hook there.
 */
package org.aliquot.server.fhir.builder;
