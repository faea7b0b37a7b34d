/**
 * An authorization server somewhere else ({@code aliquot.auth.issuer}), in place of the embedded one.
 *
 * <p>Arrives: its tokens, its discovery document. Leaves: {@link org.aliquot.server.auth.access.Access}es, and a
 * {@code smart-configuration} of ours that sends apps there. A token is believed by its signature
 * ({@link org.aliquot.server.auth.issuer.SignedTokens}) or asked about ({@link
 * org.aliquot.server.auth.issuer.IntrospectedTokens}); what its claims allow is one class's for both.
 *
 * <p>Must not know: how scopes are enforced, our own clients and accounts.
 */
package org.aliquot.server.auth.issuer;
