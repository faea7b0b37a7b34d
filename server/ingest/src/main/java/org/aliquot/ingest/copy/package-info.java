/**
 * PostgreSQL's binary COPY: rows as bytes, the way into the database and out of it. The only users of the driver's own interface.
 *
 * <p>Arrives: values, column by column. Leaves: rows in a table, within the caller's transaction; or the rows of a query, as they come.
 *
 * <p>Must not know: FHIR, HAPI, which tables there are.
 */
package org.aliquot.ingest.copy;
