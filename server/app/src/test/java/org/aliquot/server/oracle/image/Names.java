package org.aliquot.server.oracle.image;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one database's numbers stand for.
 *
 * @param resources names by RES_ID, in the order in which the resources were created
 * @param types by RES_TYPE_ID
 * @param tags by TAG_ID
 */
record Names(Map<String, String> resources, Map<String, String> types, Map<String, String> tags) {
    private static final String RESOURCES =
            "select res_id, res_type || '/' || coalesce(fhir_id, '(no id)') from hfj_resource order by res_id";
    private static final String TYPES = "select res_type_id, res_type from hfj_resource_type";
    private static final String TAGS = """
            select tag_id, concat_ws(' ', case tag_type when 0 then 'tag' when 1 then 'profile' else 'security' end,
                tag_system || '|' || tag_code, 'version ' || tag_version, 'chosen ' || tag_user_selected)
            from hfj_tag_def""";
    private static final String VERSIONS = """
            select pid, res_id || '/_history/' || res_ver from hfj_res_ver where res_id = any(?)""";

    /** Reads them. {@code alias} gives a resource whose id the server chose a name that both sides share. */
    static Names in(Connection connection, UnaryOperator<String> alias) throws SQLException {
        Map<String, String> resources = pairs(connection, RESOURCES, null);
        resources.replaceAll((number, name) -> alias.apply(name));
        return new Names(resources, pairs(connection, TYPES, null), pairs(connection, TAGS, null));
    }

    /** The versions of some resources, by their numbers. */
    Map<String, String> versions(Connection connection, Long[] some) throws SQLException {
        Map<String, String> versions = pairs(connection, VERSIONS, some);
        versions.replaceAll((number, version) -> {
            int end = version.indexOf('/');
            return resources.get(version.substring(0, end)) + version.substring(end);
        });
        return versions;
    }

    private static Map<String, String> pairs(Connection connection, String query, Long @Nullable [] argument)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            if (argument != null) {
                statement.setArray(1, connection.createArrayOf("bigint", argument));
            }
            try (ResultSet rows = statement.executeQuery()) {
                Map<String, String> pairs = argument == null ? new LinkedHashMap<>() : new HashMap<>();
                while (rows.next()) {
                    pairs.put(rows.getString(1), rows.getString(2));
                }
                return pairs;
            }
        }
    }
}
