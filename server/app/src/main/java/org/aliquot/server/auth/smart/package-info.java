/**
 * SMART App Launch 2.2: discovery, the user's way from an app's request to a code, and Spring's authorization server for the
 * rest (tokens, renewal, clients' proofs).
 *
 * <p>Arrives: OAuth 2.0 requests below {@code /auth}. Leaves: codes and tokens, kept by
 * {@link org.aliquot.server.auth.smart.GrantStore}.
 *
 * <p>The authorization endpoint is ours ({@link org.aliquot.server.auth.smart.AuthorizeController}): between request and code
 * there may be a login, a new password, the choice of a patient, and a consent that grants what was not asked for in these
 * words (granular scopes in place of a resource's), which Spring's endpoint has no room for. All that is about tokens is
 * Spring's, and only what stands in {@link org.aliquot.server.auth.smart.TokenEndpoints} answers; a renewal asks for less by {@code
 * NarrowerTokens}.
 *
 * <p>Must not know: how scopes are enforced, HAPI.
 */
package org.aliquot.server.auth.smart;
