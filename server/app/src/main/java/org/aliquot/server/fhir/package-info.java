/**
 * The FHIR R4 interface at {@code /fhir}: HAPI's JPA server, wired and narrowed.
 *
 * <p>Arrives: HTTP requests, a DataSource. Leaves: resources, Bundles, and an OperationOutcome with a
 * 4xx or 5xx status for whatever is wrong; never a stack trace.
 *
 * <p>What a request may cost is held to in {@code .limit}; whatever is found comes on one of the pages of {@code .paging}; both
 * stand around HAPI's search builders by {@code .builder}; what goes wrong is logged without what it is about, by {@code .log}.
 *
 * <p>On a request's way in: {@code RequestGate} refuses what HAPI would trip over, {@code SearchModifiers} what it would leave out,
 * {@code Preconditions} changes of what is not there, or not any more,
 * {@code WholeAnswers} what would spoil the answer to a Bundle; {@code NotedWrites} tells exports and the feed of a write under way;
 * {@code Failures} turns what went wrong into an answer. {@code GraphQlQueries} stands in for HAPI's provider.
 *
 * <p>What there is to be asked the CapabilityStatement says: HAPI's by {@code CapabilityProvider}, with {@code ViewOperations}, and how one
 * is let in by {@code Capabilities}.
 *
 * <p>Must not know: analyzers, the gateway, how results were mapped.
 */
package org.aliquot.server.fhir;
