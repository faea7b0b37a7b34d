package org.aliquot.view.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.view.RowSink;
import org.aliquot.view.ViewColumn;
import org.jspecify.annotations.Nullable;

/** Text that each thread makes of its own rows; only the bytes go through one door. */
public final class TextOutput implements SharedOutput {
    /** Bytes that a thread makes before it asks for the stream. */
    private static final int PIECE = 1 << 16;

    private final TextFormat format;
    private final List<ViewColumn> columns;
    private final OutputStream out;
    private final List<Share> shares = new ArrayList<>();
    private boolean isBegun;

    /** Writes what comes before the first row. */
    public TextOutput(TextFormat format, List<ViewColumn> columns, OutputStream out) throws IOException {
        this.format = format;
        this.columns = List.copyOf(columns);
        this.out = out;
        out.write(utf8(format.head(columns)));
    }

    @Override
    public synchronized RowSink share() {
        Share share = new Share();
        shares.add(share);
        return share;
    }

    private synchronized void append(ByteArrayOutputStream piece) throws IOException {
        if (isBegun) {
            out.write(utf8(format.between()));
        }
        isBegun = true;
        piece.writeTo(out);
    }

    @Override
    public synchronized void close() throws IOException {
        for (Share share : shares) {
            share.handOver();
        }
        out.write(utf8(format.tail()));
        out.flush();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private final class Share implements RowSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private @Nullable RowWriter rows;

        @Override
        public void row(Object[] row) throws IOException {
            if (rows == null) {
                rows = format.piece(bytes, columns);
            }
            rows.row(row);
            if (bytes.size() >= PIECE) {
                handOver();
            }
        }

        void handOver() throws IOException {
            if (rows != null) {
                rows.close();
                rows = null;
                append(bytes);
                bytes.reset();
            }
        }
    }
}
