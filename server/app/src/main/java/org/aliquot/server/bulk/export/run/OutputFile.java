package org.aliquot.server.bulk.export.run;

/**
 * A file that is complete.
 *
 * @param type resource type of its lines; of rows, the name of their view
 * @param name within the export's folder
 * @param count lines, or rows
 * @param bytes size, by which a file that was cut short later is found out
 */
public record OutputFile(String type, String name, long count, long bytes) {}
