/**
 * Accounts for requests: every one that is about data, accounts or tokens.
 *
 * <p>Arrives: requests, and what HAPI does for them. Leaves: audit lines in the journal, before the first byte of the answer; and
 * AuditEvents to those who may search them.
 *
 * <p>{@link org.aliquot.server.audit.http.AuditFilter} is around every request.
 * {@link org.aliquot.server.audit.http.AuditInterceptor} notes what HAPI did in the request's
 * {@link org.aliquot.server.audit.http.Trail}: its {@code Question}, and of a Bundle each {@code Step}. {@code Requests} makes entries of
 * that; those of {@link org.aliquot.server.audit.http.Strangers} are counted together beyond a measure, and {@link
 * org.aliquot.server.audit.http.UnseenRequests} accounts for what the container refuses before any filter. Searches are answered by
 * {@code AuditEventProvider}, their dates by {@code Spans}.
 */
package org.aliquot.server.audit.http;
