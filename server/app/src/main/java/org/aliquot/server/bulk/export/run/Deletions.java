package org.aliquot.server.bulk.export.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.aliquot.ingest.copy.CopyOutput;
import org.aliquot.ingest.copy.CopyRow;
import org.aliquot.ingest.hapi.current.Chunk;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.ingest.hapi.current.VersionQueries;

/**
 * What was deleted since, as Bundles of DELETE requests (FHIR Bulk Data Access IG 2.0, Response - Complete Status, {@code deleted}).
 *
 * <p>One after another they can be posted to a server that has what there was: nothing is deleted before what refers to it, unless
 * there are very many. A deleted resource has no references any more; whose it was, whether the bearer could have read it, and to what
 * it referred, its contents tell.
 */
final class Deletions {
    /** Of a Bundle; more only where so many refer to each other in a circle. */
    private static final int ENTRIES = 500;

    private static final int AT_ONCE = 500;

    /** More are not put into an order: each takes some 300 bytes for that. */
    private static final int ORDERED = 250_000;

    private final Ownership ownership;
    private final int ordered;

    Deletions(Ownership ownership) {
        this(ownership, ORDERED);
    }

    /** @param ordered deletions that are put into an order at most */
    Deletions(Ownership ownership, int ordered) {
        this.ownership = ownership;
        this.ordered = ordered;
    }

    void write(VersionQueries queries, Snapshot.View view, LineReader reader, OutputFiles into)
            throws SQLException, IOException {
        Pids told = deleted(queries, view);
        if (!ownership.isEverybodys()) {
            told = own(told, reader);
        }
        List<String> some = new ArrayList<>();
        if (told.size() > ordered || !inOrder(queries, view, reader, told, some, into)) {
            // What refers to something is mostly younger.
            Pids these = told;
            CopyOutput.read(view.connection(), queries.deletedGreatestFirst(), row -> {
                if (these.contains(row.bigint(0))) {
                    add(some, List.of(name(row)), into);
                }
            });
        }
        if (!some.isEmpty()) {
            into.append("Bundle", bundle(some));
        }
    }

    /** @return false where they refer to each other too often for an order; nothing is written then */
    private static boolean inOrder(
            VersionQueries queries,
            Snapshot.View view,
            LineReader reader,
            Pids told,
            List<String> some,
            OutputFiles into)
            throws SQLException, IOException {
        Map<Long, Integer> numbers = new HashMap<>();
        List<String> names = new ArrayList<>();
        CopyOutput.read(view.connection(), queries.deleted(), row -> {
            if (told.contains(row.bigint(0))) {
                numbers.put(row.bigint(0), names.size());
                names.add(name(row));
            }
        });
        ReferrersFirst order = order(queries, reader, told, numbers, names);
        if (order.isTooMuch()) {
            return false;
        }
        order.into(group -> add(some, Arrays.stream(group).mapToObj(names::get).toList(), into));
        return true;
    }

    /** Those that must be deleted at once are in one Bundle. */
    private static void add(List<String> some, List<String> group, OutputFiles into) throws IOException {
        if (!some.isEmpty() && some.size() + group.size() > ENTRIES) {
            into.append("Bundle", bundle(some));
            some.clear();
        }
        some.addAll(group);
    }

    private static String name(CopyRow row) {
        return row.text(1) + "/" + row.text(2);
    }

    private static Pids deleted(VersionQueries queries, Snapshot.View view) throws SQLException, IOException {
        Pids deleted = new Pids();
        CopyOutput.read(view.connection(), queries.deleted(), row -> deleted.add(row.bigint(0)));
        return deleted;
    }

    private static ReferrersFirst order(
            VersionQueries queries, LineReader reader, Pids pids, Map<Long, Integer> numbers, List<String> names)
            throws SQLException, IOException {
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            byName.put(names.get(i), i);
        }
        ReferrersFirst order = new ReferrersFirst(names.size());
        for (Iterator<Chunk> chunks = pids.chunks(AT_ONCE); chunks.hasNext(); ) {
            reader.readBare(queries.contentsSince(chunks.next()), new LineReader.Lines() {
                @Override
                public void line(long pid, String type, JsonLine line) throws IOException {
                    int from = numbers.get(pid);
                    LiteralReferences.of(line, name -> {
                        Integer to = byName.get(name);
                        if (to != null) {
                            order.refers(from, to);
                        }
                    });
                }

                @Override
                public void unreadable(String what) {
                    // Nobody was given it: nobody has what it refers to by it.
                }
            });
        }
        return order;
    }

    private Pids own(Pids deleted, LineReader reader) throws SQLException, IOException {
        Pids own = new Pids();
        for (Iterator<Chunk> chunks = deleted.chunks(AT_ONCE); chunks.hasNext(); ) {
            Chunk chunk = chunks.next();
            reader.read(
                    VersionQueries.labelsOfDeleted(chunk),
                    VersionQueries.contentsOfDeleted(chunk),
                    new LineReader.Lines() {
                        @Override
                        public void line(long pid, String type, JsonLine line) throws IOException {
                            if (ownership.holds(line)) {
                                own.add(pid);
                            }
                        }

                        @Override
                        public void unreadable(String what) {
                            // Whose it was cannot be told: nobody is told.
                        }
                    });
        }
        return own;
    }

    private static JsonLine bundle(List<String> references) {
        StringBuilder json = new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
        String separator = "";
        for (String reference : references) {
            json.append(separator)
                    .append("{\"request\":{\"method\":\"DELETE\",\"url\":\"")
                    .append(reference)
                    .append("\"}}");
            separator = ",";
        }
        JsonLine line = new JsonLine();
        line.writeBytes(json.append("]}").toString().getBytes(StandardCharsets.UTF_8));
        return line;
    }
}
