package org.aliquot.ingest.hapi;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Which resources are in the database. */
final class StoredResources {
    private static final String BY_ID =
            "select RES_TYPE, FHIR_ID from HFJ_RESOURCE where FHIR_ID = any (?) and RES_DELETED_AT is null";

    private StoredResources() {}

    /**
     * Those of the references that can be resolved now.
     *
     * @param references {@code Type/id} each
     */
    static Set<String> among(Collection<String> references, Connection connection) throws SQLException {
        if (references.isEmpty()) {
            return Set.of();
        }
        Object[] ids = references.stream()
                .map(reference -> reference.substring(reference.indexOf('/') + 1))
                .distinct()
                .toArray();
        Array array = connection.createArrayOf("varchar", ids);
        Set<String> stored = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(BY_ID)) {
            query.setArray(1, array);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    stored.add(rows.getString(1) + "/" + rows.getString(2));
                }
            }
        } finally {
            array.free();
        }
        stored.retainAll(new HashSet<>(references));
        return stored;
    }
}
