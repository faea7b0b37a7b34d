package org.aliquot.server.view.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What PostgreSQL knows of a table and of who may use it. Tables are named as in SQL: {@code "lab"."results"}. */
final class Catalog {
    private Catalog() {}

    static boolean isThere(Connection connection, String table) throws SQLException {
        return !texts(connection, "select 1 where to_regclass(?) is not null", table)
                .isEmpty();
    }

    /** {@code name type} of each, in order; empty where there is no such table. */
    static List<String> columns(Connection connection, String table) throws SQLException {
        return texts(connection, """
                select attname || ' ' || format_type(atttypid, atttypmod) from pg_attribute
                where attrelid = to_regclass(?) and attnum > 0 and not attisdropped order by attnum""", table);
    }

    /** Something that keeps the table from being dropped: a view, a function, a foreign key; not its own policies, which go with it. */
    static Optional<String> dependent(Connection connection, String table) throws SQLException {
        return texts(connection, """
                select pg_describe_object(d.classid, d.objid, d.objsubid)
                from pg_class c join pg_depend d on d.deptype = 'n'
                  and (d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
                    or d.refclassid = 'pg_type'::regclass and d.refobjid = c.reltype)
                where c.oid = to_regclass(?) and not exists
                  (select 1 from pg_policy p where d.classid = 'pg_policy'::regclass and p.oid = d.objid and p.polrelid = c.oid)
                order by 1 limit 1""", table).stream().findFirst();
    }

    /** Statements that give on what was given on the whole table; not on single columns, which another table may not have. */
    static List<String> grants(Connection connection, String table) throws SQLException {
        return texts(connection, """
                select format('grant %s on %s to %s%s', g.privilege_type, c.oid::regclass,
                  case when g.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(g.grantee)) end,
                  case when g.is_grantable then ' with grant option' else '' end)
                from pg_class c, aclexplode(c.relacl) g
                where c.oid = to_regclass(?) and g.grantee <> c.relowner""", table);
    }

    /** Statements that put the row-level security of a table on another one, its policies first. */
    static List<String> rowSecurity(Connection connection, String table, String other) throws SQLException {
        List<String> statements = texts(connection, """
                select format('create policy %I on %s as %s for %s to %s%s%s', p.polname, ?::text,
                  case when p.polpermissive then 'permissive' else 'restrictive' end,
                  case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete'
                    else 'all' end,
                  (select string_agg(case when r = 0 then 'public' else quote_ident(pg_get_userbyid(r)) end, ', ')
                    from unnest(p.polroles) r),
                  ' using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
                  ' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
                from pg_policy p where p.polrelid = to_regclass(?) order by p.polname""", other, table);
        statements.addAll(texts(connection, """
                select 'alter table ' || ? || ' enable row level security'
                from pg_class where oid = to_regclass(?) and relrowsecurity""", other, table));
        statements.addAll(texts(connection, """
                select 'alter table ' || ? || ' force row level security'
                from pg_class where oid = to_regclass(?) and relforcerowsecurity""", other, table));
        return statements;
    }

    static boolean isRole(Connection connection, String name) throws SQLException {
        return !texts(connection, "select 1 from pg_roles where rolname = ?", name)
                .isEmpty();
    }

    private static List<String> texts(Connection connection, String sql, String... parameters) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    texts.add(row.getString(1));
                }
            }
        }
        return texts;
    }
}
