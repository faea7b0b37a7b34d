/**
 * Sockets, and what is answered on them.
 *
 * <p>Arrives: TCP connections from analyzers (we listen) or to them (we call). Leaves: transcripts in the spool, the
 * protocol's answers on the line, a nudge to delivery.
 *
 * <p>Reading order: {@link org.aliquot.gateway.connection.GatewaySettings} and {@link
 * org.aliquot.gateway.connection.ConnectionSettings} (what can be set, checked all at once) → {@link
 * org.aliquot.gateway.connection.Endpoint} with {@code TcpServer} and {@code TcpClient} (who calls whom) → {@code
 * Visitors} (who is let in, and who makes room) → {@code SocketSession} (one thread for each connection: blocking I/O, the analyzers of a laboratory are dozens, not thousands)
 * → {@code AstmTalk} and {@code MllpTalk} (one conversation: bytes into the spool, then the answer).
 *
 * <p>Every path is bounded: connections for each listener, each peer and in all, seconds for a TLS hand-shake, bytes in a frame and in a transcript, seconds for a frame, for
 * an unread answer, for an idle line where set. An answer never waits for the sink.
 *
 * <p>Must not know: FHIR, the sink, SQL. No patient data in a log line.
 */
package org.aliquot.gateway.connection;
