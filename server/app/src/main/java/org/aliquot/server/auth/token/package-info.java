/**
 * Who sends a request: the bearer token of every request, looked at before anything else is.
 *
 * <p>Arrives: HTTP requests. Leaves: the same with an {@link org.aliquot.server.auth.access.Access} attached, or 401.
 * Several kinds of tokens are known, each to a {@link org.aliquot.server.auth.token.TokenReader} of its own: those of the
 * embedded authorization server, those of an external issuer ({@code auth.issuer}), and those that whoever may read the data directory makes for
 * themselves ({@link org.aliquot.server.auth.token.LocalKey}).
 *
 * <p>Must not know: FHIR, what the scopes are about.
 */
package org.aliquot.server.auth.token;
