/**
 * Stands between analyzers and the server: keeps what they say, answers them, hands it over.
 *
 * <p>Arrives: bytes over TCP, with TLS or without. Leaves: {@link org.aliquot.lab.LabReport}s into a {@link
 * org.aliquot.gateway.ReportSink}, each with the transcript it was read from.
 *
 * <p>A result's way: {@code peer} (who is let in) and {@code tls} (how that is proven) → {@code connection} (sockets and the protocol's answers) → {@code spool} (on disk before the ACK)
 * → {@code delivery} (read by the instrument's dialect, handed to the sink, replayed). {@code simulator} plays the
 * other side.
 *
 * <p>Must not know: FHIR, SQL of the server, Spring. It runs inside the server, or alone at the lab's edge.
 */
package org.aliquot.gateway;
