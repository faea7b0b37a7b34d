/**
 * The promise behind an ACK: raw bytes are on disk, fsynced, before the protocol's acknowledgement leaves.
 *
 * <p>Arrives: the bytes of each conversation while it runs ({@link org.aliquot.gateway.spool.OpenTranscript}), and
 * afterwards what became of each message in it. Leaves: {@link org.aliquot.lab.Transcript}s in the order they were
 * completed, and the quarantine: {@link org.aliquot.gateway.spool.QuarantineEntry}s that wait for a person.
 *
 * <p>Reading order: {@link org.aliquot.gateway.spool.Spool} (the door) → {@code SpoolWriter} (one thread, one fsync for
 * all who wait) → {@code SpoolSchema} (tables) → {@link org.aliquot.gateway.spool.Quarantine}.
 *
 * <p>Must not know: protocols, dialects, sockets, FHIR. It keeps bytes and facts about them. Why SQLite, and what it
 * costs: {@code server/docs/decisions/0002-spool-before-ack.md}.
 */
package org.aliquot.gateway.spool;
