/**
 * Proves what holds HAPI's tables together, foreign keys or not.
 *
 * <p>Arrives: a connection. Leaves: a {@link org.aliquot.ingest.hapi.check.Finding} for each promise that some row breaks,
 * with the first offenders by name. Each promise is one statement, so one moment of a database in use: what is being
 * written meanwhile is no finding. PostgreSQL does the work; memory here does not grow with the data.
 *
 * <p>Must not know: how rows come to be written.
 */
package org.aliquot.ingest.hapi.check;
