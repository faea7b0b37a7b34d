package org.aliquot.ingest.hapi.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.Map;
import org.aliquot.ingest.rows.Tag;
import org.jspecify.annotations.Nullable;

/**
 * TAG_ID of each tag. Two tags that differ in their display alone are one, as HAPI's {@code CacheTagDefinitionDao} has it:
 * the first one's display stays. For one thread.
 */
final class TagDefinitions {
    private static final int MOST_REMEMBERED = 10_000;

    private static final String FIND = """
            select tag_id from hfj_tag_def
            where tag_type = ? and tag_code is not distinct from ? and tag_system is not distinct from ?
              and tag_version is not distinct from ? and tag_user_selected is not distinct from ?
            order by tag_id limit 1
            """;

    private static final String INSERT = """
            insert into hfj_tag_def
              (tag_id, tag_code, tag_display, tag_system, tag_type, tag_user_selected, tag_version)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    private final Map<Identity, Long> known = new HashMap<>();
    private final Map<Long, Tag.Kind> kinds = new HashMap<>();
    private final SurrogateIds surrogates;

    private record Identity(
            Tag.Kind kind,
            @Nullable String system,
            @Nullable String code,
            @Nullable String version,
            @Nullable Boolean userSelected) {}

    TagDefinitions(SurrogateIds surrogates) {
        this.surrogates = surrogates;
    }

    /** The tag's id; a new tag is defined at once, in a transaction of its own as HAPI's cache does. */
    long id(Connection autoCommitting, Tag tag) throws SQLException {
        Identity identity = new Identity(tag.kind(), tag.system(), tag.code(), tag.version(), tag.userSelected());
        Long remembered = known.get(identity);
        if (remembered != null) {
            return remembered;
        }
        forgetIfMany();
        Long found = find(autoCommitting, identity);
        long id = found != null ? found : define(autoCommitting, tag);
        known.put(identity, id);
        kinds.put(id, tag.kind());
        return id;
    }

    private void forgetIfMany() {
        if (Math.max(known.size(), kinds.size()) >= MOST_REMEMBERED) {
            known.clear();
            kinds.clear();
        }
    }

    /** What kind of tag this id is. */
    Tag.Kind kind(Connection autoCommitting, long tagId) throws SQLException {
        Tag.Kind kind = kinds.get(tagId);
        if (kind != null) {
            return kind;
        }
        forgetIfMany();
        try (PreparedStatement query =
                autoCommitting.prepareStatement("select tag_type from hfj_tag_def where tag_id = ?")) {
            query.setLong(1, tagId);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("HFJ_RES_TAG names tag " + tagId + ", which HFJ_TAG_DEF has not");
                }
                Tag.Kind read = Tag.Kind.values()[row.getInt(1)];
                kinds.put(tagId, read);
                return read;
            }
        }
    }

    private static @Nullable Long find(Connection connection, Identity tag) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(FIND)) {
            query.setInt(1, tag.kind().ordinal());
            query.setString(2, tag.code());
            query.setString(3, tag.system());
            query.setString(4, tag.version());
            setBoolean(query, 5, tag.userSelected());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : null;
            }
        }
    }

    private long define(Connection connection, Tag tag) throws SQLException {
        surrogates.require(connection, Sequence.TAG_DEFINITION, 1);
        long id = surrogates.take(Sequence.TAG_DEFINITION);
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setLong(1, id);
            insert.setString(2, tag.code());
            insert.setString(3, tag.display());
            insert.setString(4, tag.system());
            insert.setInt(5, tag.kind().ordinal());
            setBoolean(insert, 6, tag.userSelected());
            insert.setString(7, tag.version());
            insert.executeUpdate();
        }
        return id;
    }

    private static void setBoolean(PreparedStatement statement, int index, @Nullable Boolean value)
            throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.BOOLEAN);
        } else {
            statement.setBoolean(index, value);
        }
    }
}
