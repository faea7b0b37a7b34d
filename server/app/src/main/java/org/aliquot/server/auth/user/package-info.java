/**
 * People with an account of this server's, and their passwords.
 *
 * <p>Arrives: names and passwords. Leaves: {@link org.aliquot.server.auth.user.User}s. Passwords are kept as bcrypt; five wrong
 * ones lock an account for a while; who asks does not learn whether an account exists. An account may want a code of an
 * authenticator app beside its password ({@link org.aliquot.server.auth.user.Totp}).
 *
 * <p>Must not know: clients, tokens, FHIR resources.
 */
package org.aliquot.server.auth.user;
