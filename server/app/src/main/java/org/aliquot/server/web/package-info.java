/**
 * What every HTTP request passes, whatever it asks for: the request's log line and its limits; and its address, without
 * escapes ({@code PlainPath}) and as the client wrote it ({@code ClientUrl}).
 *
 * <p>Must not know: FHIR resources, the database.
 */
package org.aliquot.server.web;
