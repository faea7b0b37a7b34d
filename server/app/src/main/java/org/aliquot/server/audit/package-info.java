/**
 * Who did what, when, to whom.
 *
 * <pre>
 * .http     requests → deeds; AuditEvents searched      .event  a deed → a line of JSON (BALP)
 * .journal  lines, on file before the answer leaves      .store  the chain in the database
 * </pre>
 *
 * <p>A request's deeds are noted while it runs, written to the journal before its answer's first byte leaves, and carried into
 * the database by one thread of {@link org.aliquot.server.audit.JournalDrain} a moment later.
 */
package org.aliquot.server.audit;
