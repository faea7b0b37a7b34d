/**
 * What one FHIR request may cost: the time of a statement, the size of a page, how much is included, how much is asked at once,
 * how deep a GraphQL query goes, and how much memory the bodies that are read at one time take together ({@code BodyBudget}, by {@code
 * BodyCost}).
 *
 * <p>Arrives: HAPI's requests, before and while it answers them. Leaves: requests cut to size, or refused with a reason.
 * Loads, exports and whatever else no request waits for are not held to any of it.
 */
package org.aliquot.server.fhir.limit;
