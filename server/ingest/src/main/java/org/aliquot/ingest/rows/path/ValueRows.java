package org.aliquot.ingest.rows.path;

import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.NotUnderstoodException;

/** Makes rows of one value that a search parameter found. */
@FunctionalInterface
interface ValueRows {
    /**
     * @param field what the value is
     * @param value a string of a primitive, or an element
     * @param path the branch that found it
     */
    void add(Field field, Object value, Path path, Rows rows) throws NotUnderstoodException;
}
