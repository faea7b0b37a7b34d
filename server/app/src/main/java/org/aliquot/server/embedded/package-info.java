/**
 * PostgreSQL of the server's own, for when no database is given.
 *
 * <p>Arrives: a data directory. Leaves: a running PostgreSQL on a loopback port, its JDBC URL and
 * credentials. The files of the database outlive the process; a database left running by a killed
 * server is stopped properly and started again.
 *
 * <p>Must not know: FHIR, HAPI, Spring, or what is kept in the database.
 */
package org.aliquot.server.embedded;
