package org.aliquot.resource.parquet;

import java.io.IOException;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a row group. Of hundreds a resource has a few dozen, and most have nothing in any: nulls are counted, and written in runs
 * before a value; a column without values is one page in the end. Row by row, nulls would take as long as all values.
 *
 * <p>For that each column has a store of its own, from its first value on. A store looks at its pages when a row ends; here rows end {@value
 * #STEP} at a time, and stores look as often, so that what they see is whole.
 */
final class Columns {
    /** Rows that end at once. */
    static final int STEP = 512;

    private static final int LEVEL_BITS = 16;

    private final MessageType schema;
    private final List<ColumnDescriptor> descriptors;
    private final ColumnChunkPageWriteStore pages;
    private final ParquetProperties properties;
    private final @Nullable ColumnWriteStore[] stores;
    private final ColumnWriter[] writers;
    // Nulls of a column that are counted only, all of the same levels; in one without a store one for each row.
    private final int[] runs;
    private final int[] levels;
    private int rows;
    private int ended;
    private long openBytes;

    /** @param properties as {@link #paced} */
    Columns(MessageType schema, ColumnChunkPageWriteStore pages, ParquetProperties properties) {
        this.schema = schema;
        this.descriptors = schema.getColumns();
        this.pages = pages;
        this.properties = properties;
        this.stores = new ColumnWriteStore[descriptors.size()];
        this.writers = new ColumnWriter[descriptors.size()];
        this.runs = new int[descriptors.size()];
        this.levels = new int[descriptors.size()];
    }

    /** Has stores look at their pages when rows end here. */
    static ParquetProperties.Builder paced(ParquetProperties.Builder properties, int stepsOfAPage) {
        return properties
                .estimateRowCountForPageSizeCheck(false)
                .withMinRowCountForPageSizeCheck(STEP)
                .withMaxRowCountForPageSizeCheck(STEP)
                .withPageRowCountLimit(STEP * stepsOfAPage);
    }

    void nulls(int from, int to, int repetition, int definition) {
        int level = repetition << LEVEL_BITS | definition;
        for (int column = from; column < to; column++) {
            if (levels[column] != level) {
                if (runs[column] > 0) {
                    writer(column);
                }
                levels[column] = level;
            }
            runs[column]++;
        }
    }

    void binary(int column, Binary value, int repetition, int definition) {
        writer(column).write(value, repetition, definition);
    }

    void integer(int column, int value, int repetition, int definition) {
        writer(column).write(value, repetition, definition);
    }

    void bigint(int column, long value, int repetition, int definition) {
        writer(column).write(value, repetition, definition);
    }

    void bool(int column, boolean value, int repetition, int definition) {
        writer(column).write(value, repetition, definition);
    }

    /** @param bytes of its values, about */
    void endRow(int bytes) {
        openBytes += bytes;
        if (++rows % STEP == 0) {
            end();
        }
    }

    /** Of rows that have not ended for their stores: nothing of them is in a packed page. */
    long openBytes() {
        return openBytes;
    }

    int rows() {
        return rows;
    }

    /** In memory; looks at every column. */
    long bytes() {
        long bytes = 0;
        for (ColumnWriteStore store : stores) {
            bytes += store == null ? 0 : store.getAllocatedSize();
        }
        return bytes;
    }

    /** Hands all to the pages; nothing is added after this. */
    void finish() throws IOException {
        end();
        for (int column = 0; column < stores.length; column++) {
            ColumnWriteStore store = stores[column];
            if (store != null) {
                store.flush();
                store.close();
            } else {
                NullPage.write(pages, descriptors.get(column), rows, levels[column]);
            }
        }
    }

    private void end() {
        for (int column = 0; column < stores.length; column++) {
            ColumnWriteStore store = stores[column];
            if (store != null) {
                writer(column);
                for (int row = ended; row < rows; row++) {
                    store.endRecord();
                }
            }
        }
        ended = rows;
        openBytes = 0;
    }

    /** With all nulls in it that were counted. */
    private ColumnWriter writer(int column) {
        if (stores[column] == null) {
            begin(column);
        }
        if (runs[column] > 0) {
            int repetition = levels[column] >> LEVEL_BITS;
            int definition = levels[column] & (1 << LEVEL_BITS) - 1;
            ColumnWriter writer = writers[column];
            for (int left = runs[column]; left > 0; left--) {
                writer.writeNull(repetition, definition);
            }
            runs[column] = 0;
        }
        return writers[column];
    }

    private void begin(int column) {
        ColumnDescriptor descriptor = descriptors.get(column);
        ColumnWriteStore store = properties.newColumnWriteStore(only(descriptor), pages);
        ColumnWriter writer = store.getColumnWriter(descriptor);
        // The rows it had no value in end as they did for others.
        for (int row = 0; row < ended; row++) {
            writer.writeNull(0, levels[column]);
            store.endRecord();
        }
        runs[column] -= ended;
        stores[column] = store;
        writers[column] = writer;
    }

    private MessageType only(ColumnDescriptor column) {
        return new MessageType(schema.getName(), only(schema, column.getPath(), 0));
    }

    private static Type only(GroupType group, String[] path, int depth) {
        Type field = group.getType(path[depth]);
        return field.isPrimitive()
                ? field
                : field.asGroupType().withNewFields(only(field.asGroupType(), path, depth + 1));
    }
}
