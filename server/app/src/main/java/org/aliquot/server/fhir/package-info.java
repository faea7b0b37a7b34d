/**
 * The FHIR R4 interface at {@code /fhir}: HAPI's JPA server, wired and narrowed.
 *
 * <p>Arrives: HTTP requests, a DataSource. Leaves: resources, Bundles, and an OperationOutcome with a
 * 4xx or 5xx status for whatever is wrong; never a stack trace.
 *
 * <p>Must not know: analyzers, the gateway, how results were mapped.
 */
package org.aliquot.server.fhir;
