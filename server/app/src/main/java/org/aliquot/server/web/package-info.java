/**
 * What every HTTP request passes, whatever it asks for: the request's log line and its limits.
 *
 * <p>Must not know: FHIR resources, the database.
 */
package org.aliquot.server.web;
