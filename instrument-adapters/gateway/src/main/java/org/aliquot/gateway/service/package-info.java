/**
 * The gateway as one thing to start, ask and stop.
 *
 * <p>Arrives: settings, a directory, a {@link org.aliquot.gateway.ReportSink}, a clock. Leaves: a running {@link
 * org.aliquot.gateway.service.Gateway}, its status, its quarantine.
 *
 * <p>Must not know: Spring, FHIR. The server wraps it; a main of its own could.
 */
package org.aliquot.gateway.service;
