package org.aliquot.view.parquet;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.aliquot.view.ViewColumn;
import org.aliquot.view.ViewRunException;
import org.aliquot.view.parquet.RowSupport.NumberTooLargeException;
import org.aliquot.view.sink.RowWriter;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;

/**
 * Rows as one Parquet file.
 *
 * <p>By {@link org.aliquot.view.ColumnKind}: text, JSON, bytes, boolean, INT32, INT64, DATE, TIMESTAMP (microseconds, UTC), DECIMAL(38, 12);
 * a column with {@code collection} is a LIST. A date or time that is written less precisely than its column's type has no value there. A
 * decimal has twelve digits behind its mark, whatever was reported; who needs those as well has a second column, tagged as text.
 */
public final class ParquetRows implements RowWriter {
    private final List<ViewColumn> columns;
    private final ParquetWriter<Object[]> writer;

    /** @param to is left open by {@link #close} */
    public ParquetRows(OutputStream to, List<ViewColumn> columns, ParquetSettings settings) throws IOException {
        this.columns = List.copyOf(columns);
        this.writer = new Builder(new Stream(to), this.columns)
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(
                        settings.isCompressed() ? CompressionCodecName.ZSTD : CompressionCodecName.UNCOMPRESSED)
                .withRowGroupSize(settings.rowGroupBytes())
                .withRowGroupRowCountLimit(settings.rowGroupRows())
                .build();
    }

    @Override
    public void check(Object[] row) throws ViewRunException {
        try {
            RowSupport.check(columns, row);
        } catch (NumberTooLargeException e) {
            throw new ViewRunException(e.getMessage());
        }
    }

    @Override
    public void row(Object[] row) throws IOException {
        try {
            writer.write(row);
        } catch (NumberTooLargeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Writes the last rows and the footer; without it the file cannot be read. */
    @Override
    public void close() throws IOException {
        writer.close();
    }

    private static final class Builder extends ParquetWriter.Builder<Object[], Builder> {
        private final List<ViewColumn> columns;
        private final MessageType schema;

        Builder(OutputFile file, List<ViewColumn> columns) {
            super(file);
            this.columns = columns;
            this.schema = ParquetColumns.schema(columns);
        }

        @Override
        protected Builder self() {
            return this;
        }

        // Abstract above, and never called.
        @Override
        @SuppressWarnings("deprecation")
        protected WriteSupport<Object[]> getWriteSupport(org.apache.hadoop.conf.Configuration configuration) {
            return new RowSupport(columns, schema);
        }

        @Override
        protected WriteSupport<Object[]> getWriteSupport(ParquetConfiguration configuration) {
            return new RowSupport(columns, schema);
        }
    }

    /** A stream where Parquet expects a file: it only ever appends. */
    private record Stream(OutputStream to) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return new Counting(to);
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }

    private static final class Counting extends PositionOutputStream {
        private final OutputStream out;
        private long position;

        Counting(OutputStream to) {
            this.out = new BufferedOutputStream(to, 1 << 16);
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            position++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            position += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
