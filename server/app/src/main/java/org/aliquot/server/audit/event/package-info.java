/**
 * What is written of one deed: an AuditEvent in the form of IHE's Basic Audit Log Patterns (BALP).
 *
 * <p>Arrives: a {@link org.aliquot.server.audit.event.Deed}, who did it and how it ended. Leaves: one line of JSON.
 *
 * <p>Must not know: HTTP, HAPI's server, where lines are kept.
 */
package org.aliquot.server.audit.event;
