/**
 * TLS on a connection, whatever is spoken above it.
 *
 * <p>Arrives: a connected socket, keys and authorities by name ({@link org.aliquot.gateway.tls.TlsBundles}). Leaves: a
 * socket that is safe to talk on, or a {@link org.aliquot.gateway.tls.TlsRefusedException} in a technician's words.
 *
 * <p>Follows IHE's Authenticate Node [ITI-19] (ITI TF-2, 3.19): both sides show a certificate unless told otherwise, TLS 1.2
 * at least, with BCP 195 (RFC 9325); names of those we call are checked as RFC 6125 has it. MLLP itself (HL7's Transport
 * Specification) says nothing of TLS: blocks go into it as they would go onto the wire. ASTM's frames do as well.
 *
 * <p>Must not know: where keys come from, files, passwords, protocols above TLS.
 */
package org.aliquot.gateway.tls;
