package org.aliquot.resource.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;

/** A Parquet file of one resource type. From any thread. */
public final class ResourceFile implements Closeable {
    // Without them it asks for settings of Hadoop.
    private static final ParquetReadOptions OPTIONS =
            ParquetReadOptions.builder(new PlainParquetConfiguration()).build();

    private final ParquetFileWriter writer;
    private long rows;
    private int rowGroups;
    private long bytes;

    /** @param path is not there yet */
    public ResourceFile(Path path, ResourceTable table) throws IOException {
        this.writer = new ParquetFileWriter(
                new LocalOutputFile(path),
                table.schema(),
                ParquetFileWriter.Mode.CREATE,
                Long.MAX_VALUE,
                0,
                null,
                ParquetProperties.builder().build());
        writer.start();
    }

    /** Rows of a file that is there, as its footer says. */
    public static long rowsOf(Path path) throws IOException {
        try (ParquetFileReader file = ParquetFileReader.open(new LocalInputFile(path), OPTIONS)) {
            return file.getRecordCount();
        } catch (RuntimeException e) {
            // Parquet's word for what is no file of its own.
            throw new IOException(path.getFileName() + " is no whole Parquet file", e);
        }
    }

    synchronized void append(RowGroup group) throws IOException {
        group.writeTo(writer);
        rows += group.rows();
        rowGroups++;
        bytes = writer.getPos();
    }

    public synchronized long rows() {
        return rows;
    }

    public synchronized int rowGroups() {
        return rowGroups;
    }

    /** Written so far; the footer comes on top. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Writes the footer, without which the file cannot be read. */
    public synchronized void finish() throws IOException {
        writer.end(Map.of());
        bytes = writer.getPos();
    }

    /** Lets go of it, as it is. */
    @Override
    public synchronized void close() throws IOException {
        writer.close();
    }
}
