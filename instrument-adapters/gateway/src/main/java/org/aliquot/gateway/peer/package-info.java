/**
 * Who may connect, how many at once, and an account of those who were turned away.
 *
 * <p>Arrives: the address of whoever called. Leaves: a yes, or a {@link org.aliquot.gateway.peer.TurnedAway} that says why
 * and which setting to change.
 *
 * <p>Must not know: protocols, TLS, settings records. It opens no socket.
 */
package org.aliquot.gateway.peer;
