package org.aliquot.ingest.hapi.table;

import ca.uhn.fhir.jpa.model.util.ResourceLinkUtils;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** RES_TYPE_ID of each resource type; the numbers differ from database to database. HAPI fills the table at its start. */
final class ResourceTypes {
    /** HAPI's name for the type of what a canonical or logical URL points at; its row is made when first needed. */
    static final String UNKNOWN = ResourceLinkUtils.UNKNOWN;

    private static final String ADD_UNKNOWN = "insert into hfj_resource_type (res_type_id, res_type)"
            + " select nextval('seq_resource_type'), '" + UNKNOWN + "'"
            + " where not exists (select 1 from hfj_resource_type where res_type = '" + UNKNOWN + "')"
            + " on conflict do nothing";

    private final Map<String, Short> ids;

    private ResourceTypes(Map<String, Short> ids) {
        this.ids = Map.copyOf(ids);
    }

    /** @param connection commits each statement */
    static ResourceTypes read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(ADD_UNKNOWN);
        }
        Map<String, Short> ids = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select res_type, res_type_id from hfj_resource_type")) {
            while (rows.next()) {
                ids.put(rows.getString(1), rows.getShort(2));
            }
        }
        return new ResourceTypes(ids);
    }

    short id(String type) {
        Short id = ids.get(type);
        if (id == null) {
            throw new IllegalStateException("HFJ_RESOURCE_TYPE has no row for " + type);
        }
        return id;
    }
}
