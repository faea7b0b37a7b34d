package org.aliquot.ingest.hapi.check;

/**
 * What must hold between rows.
 *
 * @param sentence what holds, as a person would say it
 * @param offenders a query for what breaks it: one text column, such as {@code Observation/17: …}
 */
public record Promise(String sentence, String offenders) {}
