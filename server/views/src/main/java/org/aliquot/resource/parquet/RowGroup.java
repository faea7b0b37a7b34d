package org.aliquot.resource.parquet;

import java.io.IOException;
import java.util.List;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;

/** Rows as columns in memory, packed page by page: a row group before it is in a file. One thread at a time. */
final class RowGroup {
    /** Of a column, before it is packed: with hundreds of columns, the megabyte that is usual would be hundreds. */
    private static final int PAGE = 128 * 1024;

    private static final int DICTIONARY = 512 * 1024;

    /** Longer texts need no whole least and greatest one. */
    private static final int STATISTICS = 64;

    /** Some 20,000 rows, as Parquet has it by itself. */
    private static final int STEPS_OF_A_PAGE = 40;

    /** Where resources carry documents, a step of rows is more than memory has for it: the row group ends within one, which only the last may. */
    private static final long MOST_OPEN = 16L << 20;

    private final ColumnChunkPageWriteStore pages;
    private final Columns columns;

    RowGroup(ResourceTable table, ParquetProperties properties, BytesInputCompressor compressor) {
        this.pages = new ColumnChunkPageWriteStore(
                compressor, table.schema(), HeapByteBufferAllocator.getInstance(), STATISTICS, false);
        this.columns = new Columns(table.schema(), pages, properties);
    }

    static ParquetProperties properties(ResourceTable table) {
        ParquetProperties.Builder properties = Columns.paced(ParquetProperties.builder(), STEPS_OF_A_PAGE)
                .withPageSize(PAGE)
                .withDictionaryPageSize(DICTIONARY)
                .withStatisticsTruncateLength(STATISTICS)
                .withColumnIndexTruncateLength(STATISTICS)
                .withSizeStatisticsEnabled(false)
                .withPageWriteChecksumEnabled(false)
                // All different: a dictionary of them is thrown away.
                .withDictionaryEncoding("id", false);
        List<ColumnDescriptor> columns = table.schema().getColumns();
        withoutOrder(table.root(), columns, properties);
        properties.withStatisticsEnabled(path(columns.get(table.rest())), false);
        return properties.build();
    }

    /** The least and the greatest JSON say nothing, and cost comparisons. */
    private static void withoutOrder(Node node, List<ColumnDescriptor> columns, ParquetProperties.Builder properties) {
        if (node.kind() == Element.Kind.JSON) {
            properties.withStatisticsEnabled(path(columns.get(node.from())), false);
        }
        node.parts().forEach(part -> withoutOrder(part, columns, properties));
    }

    private static String path(ColumnDescriptor column) {
        return String.join(".", column.getPath());
    }

    void add(StagedRow row) {
        row.writeTo(columns);
        columns.endRow(row.bytes().size());
    }

    int rows() {
        return columns.rows();
    }

    /** Whether nothing more should be added. */
    boolean isFull() {
        return columns.openBytes() >= MOST_OPEN;
    }

    /** In memory; looks at every column. */
    long bytes() {
        return columns.bytes();
    }

    /** Nothing is added after this. */
    void finish() throws IOException {
        columns.finish();
    }

    void writeTo(ParquetFileWriter file) throws IOException {
        file.startBlock(rows());
        pages.flushToFileWriter(file);
        file.endBlock();
        pages.close();
    }
}
