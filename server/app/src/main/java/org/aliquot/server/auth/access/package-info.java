/**
 * What a bearer may do with resources, enforced inside HAPI.
 *
 * <p>Arrives: a request with its {@link org.aliquot.server.auth.access.Access}, put there by {@code auth.token}. Leaves: the
 * answer as far as the bearer may have it: exactly what everyone else would get, filtered; or 403, or 404 where even the
 * existence is none of the bearer's business.
 *
 * <p>In this order. {@link org.aliquot.server.auth.access.RequestRules} says whether such a request may be made at all.
 * {@link org.aliquot.server.auth.access.SearchRules} refuses searches that would tell about other resources than they
 * return, and adds to the others what makes them find only what may be seen, so that totals and pages are right.
 * {@link org.aliquot.server.auth.access.AccessInterceptor} looks at every resource on its way in and out; at those that a GraphQL
 * query reads, {@link org.aliquot.server.auth.access.GraphQlReads} does.
 *
 * <p>What has no request is nobody's bearer: analyzers' results, loads and HAPI's own jobs do not come here at all, because
 * the interceptor hears only of what passes the servlet. A request without an Access is refused.
 *
 * <p>Must not know: how tokens look, who issued them.
 */
package org.aliquot.server.auth.access;
