package org.aliquot.bench.ingest;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which of HAPI's tables must be filled before which; {@code child parent} each. */
record ForeignKeys(Set<String> pairs) {
    static ForeignKeys of(Database database) throws SQLException {
        return new ForeignKeys(new LinkedHashSet<>(database.texts("""
                select child.relname || ' ' || parent.relname from pg_constraint k
                join pg_class child on child.oid = k.conrelid
                join pg_class parent on parent.oid = k.confrelid
                where k.contype = 'f' and child.oid <> parent.oid""")));
    }

    /** The tables in groups: those of a group need only those of earlier groups. */
    List<List<String>> levels(List<String> tables) {
        List<List<String>> levels = new ArrayList<>();
        List<String> waiting = new ArrayList<>(tables);
        while (!waiting.isEmpty()) {
            List<String> free = waiting.stream()
                    .filter(table -> waiting.stream().noneMatch(other -> pairs.contains(table + " " + other)))
                    .toList();
            if (free.isEmpty()) {
                throw new IllegalStateException("foreign keys in a circle among " + waiting);
            }
            levels.add(free);
            waiting.removeAll(free);
        }
        return levels;
    }
}
