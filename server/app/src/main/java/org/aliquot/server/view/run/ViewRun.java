package org.aliquot.server.view.run;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.run.ExportFailedException;
import org.aliquot.server.bulk.export.run.ExportRun;
import org.aliquot.server.bulk.export.run.Stop;
import org.aliquot.view.RowSink;
import org.aliquot.view.View;
import org.aliquot.view.ViewRunException;
import org.aliquot.view.sink.SharedOutput;

/** Runs views over current resources of their type, in one state of the database; several threads make rows. */
public final class ViewRun {
    private final ExportRun resources;

    public ViewRun(ExportRun resources) {
        this.resources = Objects.requireNonNull(resources, "resources");
    }

    /**
     * Makes rows, in no order.
     *
     * @param order which resources they are made of
     * @param limit most rows
     * @param into is left open
     * @throws ExportFailedException where it cannot be found out which resources these are; before the first row
     * @throws RowsFailedException where a resource cannot be rows of this view: who adds them up must not be told less
     */
    public void run(View view, ExportOrder order, long limit, SharedOutput into)
            throws SQLException, IOException, InterruptedException {
        AtomicLong left = new AtomicLong(limit);
        try {
            resources.read(
                    order,
                    () -> {
                        RowSink rows = checked(into);
                        return lines(view, limit == Long.MAX_VALUE ? rows : limited(left, rows));
                    },
                    new Stop());
        } catch (EnoughException e) {
            // All that were wanted have been made.
        }
    }

    /**
     * One thread's way in, for rows that the format may not hold.
     *
     * @return throws {@link RowsFailedException} at such a row
     */
    public static RowSink checked(SharedOutput into) {
        RowSink rows = into.share();
        return row -> {
            try {
                into.check(row);
            } catch (ViewRunException e) {
                throw new RowsFailedException(e.getMessage() + "; ask for another format");
            }
            rows.row(row);
        };
    }

    private static ExportRun.Lines lines(View view, RowSink into) {
        return new ExportRun.Lines() {
            @Override
            public void line(long resource, JsonLine line) throws IOException {
                try {
                    view.run(line.bytes(), line.size(), into);
                } catch (ViewRunException e) {
                    unreadable(e.getMessage());
                } catch (RowsFailedException e) {
                    unreadable(view.resource() + " with RES_ID " + resource + ", " + e.getMessage());
                }
            }

            @Override
            public void unreadable(String what) throws RowsFailedException {
                throw new RowsFailedException(what + "; an export of the view leaves such a resource out, and says so");
            }
        };
    }

    private static RowSink limited(AtomicLong left, RowSink into) {
        return row -> {
            if (left.getAndDecrement() <= 0) {
                throw new EnoughException();
            }
            into.row(row);
        };
    }

    /** As many rows as were wanted. */
    private static final class EnoughException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EnoughException() {
            super(null, null, false, false);
        }
    }
}
