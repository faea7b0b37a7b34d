/**
 * PostgreSQL's binary COPY: rows as bytes, and the way into the database. The only users of the driver's own interface.
 *
 * <p>Arrives: values, column by column. Leaves: rows in a table, within the caller's transaction.
 *
 * <p>Must not know: FHIR, HAPI, which tables there are.
 */
package org.aliquot.ingest.copy;
