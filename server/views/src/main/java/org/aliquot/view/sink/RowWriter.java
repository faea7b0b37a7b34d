package org.aliquot.view.sink;

import java.io.Closeable;
import java.io.IOException;
import org.aliquot.view.RowSink;

/** Writes rows to a stream that it does not close. What was written is whole only after {@link #close}. For one thread. */
public interface RowWriter extends RowSink, Closeable {
    /** Ends what was begun and flushes the stream. */
    @Override
    void close() throws IOException;
}
