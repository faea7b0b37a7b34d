/**
 * Audit entries in the database: a table that is only added to, chained by hashes, and searched.
 *
 * <p>Arrives: lines of the journal, questions. Leaves: AuditEvents as text, newest first.
 *
 * <p>In a table of its own rather than among HAPI's resources: an AuditEvent costs HAPI's tables some 25 rows, this one row; see
 * decision 0012.
 *
 * <p>Must not know: HTTP, HAPI, whose deeds they are.
 */
package org.aliquot.server.audit.store;
