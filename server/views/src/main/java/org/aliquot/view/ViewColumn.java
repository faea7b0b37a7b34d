package org.aliquot.view;

import java.util.Map;

/**
 * A column of a view's rows.
 *
 * @param fhirType as declared or found out; empty where neither tells
 * @param isCollection whether rows hold a list of values
 * @param tags as written in the definition
 */
public record ViewColumn(
        String name,
        String fhirType,
        ColumnKind kind,
        boolean isCollection,
        String description,
        Map<String, String> tags) {
    public ViewColumn {
        tags = Map.copyOf(tags);
    }

    /** PostgreSQL's type: {@code numeric}, {@code text[]}. */
    public String sqlType() {
        return isCollection ? kind.sqlType() + "[]" : kind.sqlType();
    }
}
