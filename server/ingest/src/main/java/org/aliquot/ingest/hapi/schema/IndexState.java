package org.aliquot.ingest.hapi.schema;

/**
 * An index that a database has.
 *
 * @param scans since the statistics were last reset
 * @param valid false where its build was cut short
 * @param reason why the plan "lab" wants it, or what it does with it
 */
public record IndexState(String table, String name, long bytes, long scans, boolean valid, String reason) {}
