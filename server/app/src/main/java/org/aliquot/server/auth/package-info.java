/**
 * Who may see and do what.
 *
 * <pre>
 * .scope    SMART's scopes as values        .token   the bearer of every request, or 401
 * .access   scopes held to, inside HAPI     .client  apps and systems that may ask for tokens
 * .user     people and their passwords      .smart   SMART App Launch: discovery, authorize, token
 * .limit    how often one may be wrong      .notice  what happened, for the audit
 * .issuer   an authorization server that    .remote  asking other servers
 *           is not this one                 .sso     login at a hospital's identity provider
 * </pre>
 *
 * <p>A request passes {@code .token}, which says whose it is, then {@code .access}, which says what of it is answered. How a
 * bearer came by the token is the affair of {@code .smart}, or of an authorization server somewhere else ({@code .issuer}).
 */
package org.aliquot.server.auth;
