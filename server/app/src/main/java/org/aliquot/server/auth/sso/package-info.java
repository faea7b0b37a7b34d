/**
 * Login at an identity provider elsewhere (OpenID Connect), where the tokens are ours all the same.
 *
 * <p>Arrives: a user who comes back from there with a code. Leaves: the name by which it knows them. Which account that is, and
 * whether there is one, is the affair of {@code auth.user}.
 *
 * <p>Must not know: apps, scopes, pages.
 */
package org.aliquot.server.auth.sso;
