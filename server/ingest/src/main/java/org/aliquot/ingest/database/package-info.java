/**
 * What transactions and their failures mean, whatever is in the tables.
 *
 * <p>Must not know: tables, resources, jobs.
 */
package org.aliquot.ingest.database;
