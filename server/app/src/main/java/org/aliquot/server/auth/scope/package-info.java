/**
 * SMART App Launch scopes, versions 1 and 2, as values.
 *
 * <p>Arrives: the {@code scope} parameter of OAuth 2.0. Leaves: {@link org.aliquot.server.auth.scope.Scopes}, which can be
 * printed, joined, cut to what another set allows, and asked what they let a bearer do; or a
 * {@link org.aliquot.server.auth.scope.MalformedScopeException} that says which scope is wrong and why.
 *
 * <p>Must not know: Spring, HAPI, who bears a token.
 */
package org.aliquot.server.auth.scope;
