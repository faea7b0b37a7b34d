/**
 * {@code $export} over HTTP: orders, their state, their files (FHIR Bulk Data Access IG 2.0).
 *
 * <p>An export belongs to the bearer who ordered it; to everyone else it is not there. {@link
 * org.aliquot.server.bulk.export.http.ClientExports} is for other operations that export, too.
 */
package org.aliquot.server.bulk.export.http;
