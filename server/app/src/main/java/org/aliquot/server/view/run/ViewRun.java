package org.aliquot.server.view.run;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.server.bulk.export.run.ExportRun;
import org.aliquot.server.bulk.export.run.Stop;
import org.aliquot.view.RowSink;
import org.aliquot.view.View;
import org.aliquot.view.ViewRunException;

/** Runs views over all current resources of their type, in one state of the database; several threads make rows, one at a time writes. */
public final class ViewRun {
    /** Rows that a thread makes before it asks for the sink. */
    private static final int ROWS_AT_ONCE = 256;

    private final ExportRun resources;

    public ViewRun(ExportRun resources) {
        this.resources = Objects.requireNonNull(resources, "resources");
    }

    /**
     * Makes rows, in no order.
     *
     * @param limit most rows
     * @return how many
     * @throws RowsFailedException where a resource cannot be rows of this view: who adds them up must not be told less
     */
    public long run(View view, long limit, RowSink into) throws SQLException, IOException, InterruptedException {
        SortedSet<String> types = new TreeSet<>();
        types.add(view.resource());
        Stop stop = new Stop();
        Shared shared = new Shared(into, limit);
        List<Reader> readers = new ArrayList<>();
        try {
            resources.read(
                    types,
                    () -> {
                        Reader reader = new Reader(view, shared);
                        synchronized (readers) {
                            readers.add(reader);
                        }
                        return reader;
                    },
                    stop);
            for (Reader reader : readers) {
                reader.handOver();
            }
        } catch (EnoughException e) {
            return shared.written;
        }
        return shared.written;
    }

    /** A thread's. */
    private static final class Reader implements ExportRun.Lines {
        private final View view;
        private final Shared shared;
        private final int atOnce;
        private final List<Object[]> rows = new ArrayList<>(ROWS_AT_ONCE);

        Reader(View view, Shared shared) {
            this.view = view;
            this.shared = shared;
            this.atOnce = (int) Math.min(ROWS_AT_ONCE, shared.limit);
        }

        @Override
        public void line(long resource, JsonLine line) throws IOException {
            try {
                view.run(Arrays.copyOf(line.bytes(), line.size()), row -> rows.add(row.clone()));
            } catch (ViewRunException e) {
                throw new RowsFailedException(e.getMessage());
            }
            if (rows.size() >= atOnce) {
                handOver();
            }
        }

        void handOver() throws IOException {
            shared.write(rows);
            rows.clear();
        }
    }

    /** The one sink of all threads. */
    private static final class Shared {
        private final RowSink into;
        private final long limit;
        private long written;

        Shared(RowSink into, long limit) {
            this.into = into;
            this.limit = limit;
        }

        synchronized void write(List<Object[]> rows) throws IOException {
            for (Object[] row : rows) {
                if (written < limit) {
                    into.row(row);
                    written++;
                }
            }
            if (written == limit) {
                throw new EnoughException();
            }
        }
    }

    /** As many rows as were wanted. */
    private static final class EnoughException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EnoughException() {
            super(null, null, false, false);
        }
    }
}
