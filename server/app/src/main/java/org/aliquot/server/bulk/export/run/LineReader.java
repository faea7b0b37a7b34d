package org.aliquot.server.bulk.export.run;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aliquot.ingest.copy.CopyOutput;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.ingest.hapi.current.Labels;
import org.aliquot.ingest.hapi.current.ResourceLines;
import org.aliquot.ingest.hapi.current.UnreadableResourceException;

/** Reads what queries find as lines, with their labels. One thread at a time. */
final class LineReader {
    /** Often enough for somebody who waits for a stop, seldom enough not to cost anything. */
    private static final int CHECK_EVERY = 256;

    private final Snapshot.View view;
    private final Labels labels;
    private final ResourceLines lines;

    LineReader(Snapshot.View view, Labels labels) {
        this.view = view;
        this.labels = labels;
        this.lines = new ResourceLines(labels);
    }

    /** The same for another connection and its thread. */
    LineReader on(Snapshot.View other) {
        return new LineReader(other, labels.forAnotherThread());
    }

    /** Takes lines. */
    interface Lines {
        /** @param line good until the next */
        void line(long pid, String type, JsonLine line) throws IOException;

        /** @param what which resource it is, and why it cannot be read */
        void unreadable(String what) throws IOException;

        default void unreadable(long pid, String what) throws IOException {
            unreadable(what);
        }

        /** Nothing comes any more. */
        default void end() throws IOException {}
    }

    /**
     * @param labelsQuery {@code RES_ID, TAG_ID}
     * @param rowsQuery as {@link ResourceLines} takes its rows
     */
    void read(String labelsQuery, String rowsQuery, Lines into) throws SQLException, IOException {
        Map<Long, List<Long>> numbers = new HashMap<>();
        CopyOutput.read(
                view.connection(),
                labelsQuery,
                row -> numbers.computeIfAbsent(row.bigint(0), pid -> new ArrayList<>(2))
                        .add(row.bigint(1)));
        Set<Long> used = new HashSet<>();
        numbers.values().forEach(used::addAll);
        labels.learn(used, view.connection());
        read(numbers, rowsQuery, into);
    }

    /** The same, and no line has labels. */
    void readBare(String rowsQuery, Lines into) throws SQLException, IOException {
        read(Map.of(), rowsQuery, into);
    }

    private void read(Map<Long, List<Long>> numbers, String rowsQuery, Lines into) throws SQLException, IOException {
        int[] rows = {0};
        CopyOutput.read(view.connection(), rowsQuery, row -> {
            if (rows[0]++ % CHECK_EVERY == 0) {
                view.stop().check();
            }
            JsonLine line;
            try {
                line = lines.of(row, numbers.get(ResourceLines.pid(row)));
            } catch (UnreadableResourceException e) {
                into.unreadable(ResourceLines.pid(row), e.getMessage());
                return;
            }
            into.line(ResourceLines.pid(row), ResourceLines.type(row), line);
        });
    }
}
