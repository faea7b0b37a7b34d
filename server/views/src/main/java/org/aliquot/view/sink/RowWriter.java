package org.aliquot.view.sink;

import java.io.Closeable;
import java.io.IOException;
import org.aliquot.view.RowSink;
import org.aliquot.view.ViewRunException;

/** Writes rows to a stream that it does not close. What was written is whole only after {@link #close}. For one thread. */
public interface RowWriter extends RowSink, Closeable {
    /**
     * From any thread.
     *
     * @throws ViewRunException where this format cannot hold the row
     */
    default void check(Object[] row) throws ViewRunException {
        // Text holds every row.
    }

    /** Ends what was begun and flushes the stream. */
    @Override
    void close() throws IOException;
}
