/**
 * Apps and systems that may ask for tokens: who they are, how they prove it, what they may ask for at most.
 *
 * <p>Arrives: registrations by an administrator ({@code aliquot clients}), and a client's proof with each token request. Leaves:
 * {@link org.aliquot.server.auth.client.Client}s, for Spring's authorization server as {@code RegisteredClient}.
 *
 * <p>Must not know: users, FHIR resources.
 */
package org.aliquot.server.auth.client;
