package org.aliquot.resource.parquet;

import java.io.IOException;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Resources of one type as a row group in the making. One thread at a time: each has its own, so that only the file is waited for.
 *
 * <p>Compressed by Zstandard, whose native library is unpacked into {@code java.io.tmpdir} on first use (decision 0015).
 */
public final class ResourceRows {
    private static final int BUFFER = 64 * 1024;

    private final ResourceTable table;
    private final Shredder shredder;
    private final ParquetProperties properties;
    private final BytesInputCompressor compressor;
    private RowGroup group;

    public ResourceRows(ResourceTable table) {
        this.table = table;
        this.shredder = new Shredder(table);
        this.properties = RowGroup.properties(table);
        this.compressor =
                new CodecFactory(new PlainParquetConfiguration(), BUFFER).getCompressor(CompressionCodecName.ZSTD);
        this.group = new RowGroup(table, properties, compressor);
    }

    /**
     * @param json a resource, up to {@code length}
     * @throws UnreadableRowException where it makes no row; none was added
     */
    public void add(byte[] json, int length) throws UnreadableRowException {
        group.add(shredder.row(json, length));
    }

    /** Rows that are in no file yet. */
    public long rows() {
        return group.rows();
    }

    /** Whether they should go into a file before more are added: they are large, and few. */
    public boolean isFull() {
        return group.isFull();
    }

    /** Memory that they take; not for every row: looks at every column. */
    public long bytes() {
        return group.bytes();
    }

    /** Puts them into a file, as a row group of their own, and begins anew. */
    public void writeTo(ResourceFile file) throws IOException {
        if (group.rows() > 0) {
            group.finish();
            file.append(group);
            group = new RowGroup(table, properties, compressor);
        }
    }
}
