package org.aliquot.view.sink;

import java.io.Closeable;
import java.io.IOException;
import org.aliquot.view.RowSink;
import org.aliquot.view.ViewRunException;

/** Rows of several threads on their way into one stream, in no order. What was written is whole only after {@link #close}. */
public interface SharedOutput extends Closeable {
    /** One thread's way in. */
    RowSink share();

    /**
     * Asked from any thread, before a row that may be none here is handed in.
     *
     * @throws ViewRunException where this format cannot hold the row
     */
    default void check(Object[] row) throws ViewRunException {
        // Text holds every row.
    }

    /** Writes what the shares still hold, ends what was begun and flushes the stream, which stays open. The threads are done before. */
    @Override
    void close() throws IOException;
}
