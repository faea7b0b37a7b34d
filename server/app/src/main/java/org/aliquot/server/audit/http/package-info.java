/**
 * Accounts for requests: every one that is about data, accounts or tokens.
 *
 * <p>Arrives: requests, and what HAPI does for them. Leaves: audit lines in the journal, before the first byte of the answer; and
 * AuditEvents to those who may search them.
 *
 * <p>{@link org.aliquot.server.audit.http.AuditFilter} is around every request.
 * {@link org.aliquot.server.audit.http.AuditInterceptor} notes what HAPI did in the request's
 * {@link org.aliquot.server.audit.http.Trail}.
 */
package org.aliquot.server.audit.http;
