package org.aliquot.server.oracle.search;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Values that searches would find something by: samples of the index tables, the same ones each time. */
final class IndexedValues {
    private final DataSource database;
    private final int most;

    /** @param most values of one search parameter */
    IndexedValues(DataSource database, int most) {
        this.database = database;
        this.most = most;
    }

    record TokenValue(@Nullable String system, @Nullable String value) {}

    record StringValue(String normalized, String exact) {}

    record DateValue(@Nullable LocalDateTime low, @Nullable LocalDateTime high) {}

    record QuantityValue(
            double value, @Nullable String system, @Nullable String units) {}

    record LinkValue(
            @Nullable String type,
            @Nullable String id,
            @Nullable String url) {}

    /** Reads a row. */
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    List<String> types() {
        return query(
                "select distinct res_type from hfj_resource where res_deleted_at is null order by 1",
                row -> row.getString(1));
    }

    /** Ids of a type, deleted resources included. */
    List<String> ids(String type) {
        return query(
                "select fhir_id from hfj_resource where res_type = ? order by md5(fhir_id) limit " + 3 * most,
                row -> row.getString(1),
                type);
    }

    List<TokenValue> tokens(String type, String param) {
        return query(
                sample("distinct sp_system, sp_value", "token", "concat(sp_system, '|', sp_value)"),
                row -> new TokenValue(row.getString(1), row.getString(2)),
                type,
                param);
    }

    List<StringValue> strings(String type, String param) {
        return query(
                sample("distinct sp_value_normalized, sp_value_exact", "string", "sp_value_exact"),
                row -> new StringValue(row.getString(1), row.getString(2)),
                type,
                param);
    }

    List<DateValue> dates(String type, String param) {
        return query(
                sample("distinct sp_value_low, sp_value_high", "date", "concat(sp_value_low, sp_value_high)"),
                row -> new DateValue(row.getObject(1, LocalDateTime.class), row.getObject(2, LocalDateTime.class)),
                type,
                param);
    }

    List<QuantityValue> quantities(String type, String param) {
        return query(
                sample(
                        "distinct sp_value, sp_system, sp_units",
                        "quantity",
                        "concat(sp_value, '|', sp_system, '|', sp_units)"),
                row -> new QuantityValue(row.getDouble(1), row.getString(2), row.getString(3)),
                type,
                param);
    }

    List<String> numbers(String type, String param) {
        return query(
                sample("distinct sp_value::text", "number", "sp_value::text"), row -> row.getString(1), type, param);
    }

    List<String> uris(String type, String param) {
        return query(sample("distinct sp_uri", "uri", "sp_uri"), row -> row.getString(1), type, param);
    }

    List<String> coordinates(String type, String param) {
        return query(
                sample("distinct sp_latitude, sp_longitude", "coords", "concat(sp_latitude, sp_longitude)"),
                row -> row.getString(1) + "|" + row.getString(2),
                type,
                param);
    }

    /** Targets of the references at any of these paths. */
    List<LinkValue> links(String type, List<String> paths) {
        List<LinkValue> found = new ArrayList<>();
        for (String path : paths) {
            found.addAll(query(
                    """
                    select distinct l.target_resource_type, t.fhir_id, l.target_resource_url,
                        md5(concat(t.fhir_id, l.target_resource_url)) from hfj_res_link l
                    left join hfj_resource t on t.res_id = l.target_resource_id
                    where l.source_resource_type = ? and l.src_path = ? order by 4, 1 limit """ + " " + most,
                    row -> new LinkValue(row.getString(1), row.getString(2), row.getString(3)),
                    type,
                    path));
        }
        return found;
    }

    /** Tags, profiles (1) or security labels (2) of a type. */
    List<TokenValue> tags(String type, int kind) {
        return query("""
                select distinct tag_system, tag_code, md5(concat(tag_system, tag_code)) from hfj_res_tag
                join hfj_tag_def using (tag_id) where res_type = ? and tag_type = ? order by 3 limit """ + " " + most, row -> new TokenValue(row.getString(1), row.getString(2)), type, kind);
    }

    /** {@code meta.source} of current versions. */
    List<String> sources(String type) {
        return query("""
                select distinct v.source_uri from hfj_resource r join hfj_res_ver v using (res_id, res_ver)
                where r.res_type = ? and v.source_uri is not null order by 1 limit """ + " " + most, row -> row.getString(1), type);
    }

    private String sample(String columns, String table, String spread) {
        return "select " + columns + ", md5(" + spread + ") from hfj_spidx_" + table
                + " where hash_identity = (select hash_identity from hfj_spidx_identity where res_type = ? and sp_name = ?)"
                + " and not sp_missing order by md5(" + spread + ") limit " + most;
    }

    private <T> List<T> query(String sql, Reading<T> reading, Object... arguments) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<T> values = new ArrayList<>();
                while (rows.next()) {
                    values.add(reading.of(rows));
                }
                return values;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
