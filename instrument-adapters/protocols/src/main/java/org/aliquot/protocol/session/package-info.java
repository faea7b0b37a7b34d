/**
 * Conversations: whose turn it is, what is answered, and how long to wait.
 *
 * <p>Bytes read and the time arrive by {@code onBytes}, {@code onTick} and {@code onDisconnect}; bytes to send leave by a
 * callback, events by a listener. {@code deadline()} says when the next tick is due. All classes are pure state machines
 * for one connection and one thread.
 *
 * <p>The rule above all: what a receiver acknowledges has been kept. The listener keeps it, then returns; then the answer
 * goes out.
 */
package org.aliquot.protocol.session;
