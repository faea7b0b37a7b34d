package org.aliquot.server.view.run;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
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
                    () -> lines(view, limit == Long.MAX_VALUE ? into.share() : limited(left, into.share())),
                    new Stop());
        } catch (EnoughException e) {
            // All that were wanted have been made.
        }
    }

    private static ExportRun.Lines lines(View view, RowSink into) {
        return (resource, line) -> {
            try {
                view.run(Arrays.copyOf(line.bytes(), line.size()), into);
            } catch (ViewRunException e) {
                throw new RowsFailedException(e.getMessage());
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
