/**
 * Operations over HTTP, below {@code /ops}: Spring MVC controllers, beside the FHIR servlet.
 *
 * <p>Arrives: an operator's requests. Leaves: JSON about the server's own state, such as what is in
 * quarantine. Classes here are found by component scan.
 *
 * <p>Must not know: HAPI.
 */
package org.aliquot.server.ops;
