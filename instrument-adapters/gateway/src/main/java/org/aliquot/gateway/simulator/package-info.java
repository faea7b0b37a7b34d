/**
 * Plays the analyzer: takes captured or written messages and has the whole conversation with a receiver, link layer
 * included. For technicians, demonstrations and tests.
 *
 * <p>Arrives: a file in any form its instrument's protocol has. Leaves: bytes on a TCP connection, and a {@link
 * org.aliquot.gateway.simulator.SendResult} saying what the other side answered.
 *
 * <p>Must not know: the spool, delivery, the sink. It is the other end of the wire.
 */
package org.aliquot.gateway.simulator;
