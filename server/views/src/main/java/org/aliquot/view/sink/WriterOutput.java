package org.aliquot.view.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.view.RowSink;
import org.aliquot.view.ViewRunException;

/** One writer for all threads, for formats that are not made in pieces; each thread hands it some rows at a time. */
public final class WriterOutput implements SharedOutput {
    private static final int ROWS_AT_ONCE = 256;

    private final RowWriter writer;
    private final List<Share> shares = new ArrayList<>();

    public WriterOutput(RowWriter writer) {
        this.writer = writer;
    }

    @Override
    public synchronized RowSink share() {
        Share share = new Share();
        shares.add(share);
        return share;
    }

    @Override
    public void check(Object[] row) throws ViewRunException {
        writer.check(row);
    }

    private synchronized void write(List<Object[]> rows) throws IOException {
        for (Object[] row : rows) {
            writer.row(row);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (Share share : shares) {
            share.handOver();
        }
        writer.close();
    }

    private final class Share implements RowSink {
        private final List<Object[]> rows = new ArrayList<>(ROWS_AT_ONCE);

        @Override
        public void row(Object[] row) throws IOException {
            rows.add(row.clone());
            if (rows.size() == ROWS_AT_ONCE) {
                handOver();
            }
        }

        void handOver() throws IOException {
            write(rows);
            rows.clear();
        }
    }
}
