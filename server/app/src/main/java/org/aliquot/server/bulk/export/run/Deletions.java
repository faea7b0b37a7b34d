package org.aliquot.server.bulk.export.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.aliquot.ingest.copy.CopyOutput;
import org.aliquot.ingest.hapi.current.Chunk;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.ingest.hapi.current.VersionQueries;

/**
 * What was deleted since, as Bundles of DELETE requests (FHIR Bulk Data Access IG 2.0, Response - Complete Status, {@code deleted}).
 *
 * <p>A deleted resource has no references any more: whose it was, and whether the bearer could have read it, its last contents
 * tell.
 */
final class Deletions {
    private static final int ENTRIES = 500;
    private static final int AT_ONCE = 500;

    private final Ownership ownership;

    Deletions(Ownership ownership) {
        this.ownership = ownership;
    }

    void write(VersionQueries queries, Snapshot.View view, LineReader reader, OutputFiles into)
            throws SQLException, IOException {
        Optional<Pids> own = ownership.isEverybodys() ? Optional.empty() : Optional.of(own(queries, view, reader));
        List<String> some = new ArrayList<>();
        CopyOutput.read(view.connection(), queries.deleted(), row -> {
            if (own.isPresent() && !own.get().contains(row.bigint(0))) {
                return;
            }
            some.add(row.text(1) + "/" + row.text(2));
            if (some.size() == ENTRIES) {
                into.append("Bundle", bundle(some));
                some.clear();
            }
        });
        if (!some.isEmpty()) {
            into.append("Bundle", bundle(some));
        }
    }

    private Pids own(VersionQueries queries, Snapshot.View view, LineReader reader) throws SQLException, IOException {
        Pids deleted = new Pids();
        CopyOutput.read(view.connection(), queries.deleted(), row -> deleted.add(row.bigint(0)));
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
