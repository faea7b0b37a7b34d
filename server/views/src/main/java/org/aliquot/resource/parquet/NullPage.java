package org.aliquot.resource.parquet;

import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.column.statistics.Statistics;

/**
 * The only page of a column without values: a null in each row, each with the same levels, which are a run each (Parquet's Encodings.md,
 * "Run Length Encoding / Bit-Packing Hybrid").
 */
final class NullPage {
    private NullPage() {}

    /** @param definition what is there above the value that is not */
    static void write(PageWriteStore pages, ColumnDescriptor column, int rows, int definition) throws IOException {
        BytesInput levels = column.getMaxRepetitionLevel() == 0
                ? level(rows, definition)
                : BytesInput.concat(level(rows, 0), level(rows, definition));
        Statistics<?> statistics = Statistics.createStats(column.getPrimitiveType());
        statistics.setNumNulls(rows);
        pages.getPageWriter(column)
                .writePage(levels, rows, rows, statistics, Encoding.RLE, Encoding.RLE, Encoding.PLAIN);
    }

    // Levels of FHIR fit a byte.
    private static BytesInput level(int rows, int level) throws IOException {
        BytesInput run =
                BytesInput.concat(BytesInput.fromUnsignedVarInt(rows << 1), BytesInput.from(new byte[] {(byte) level}));
        return BytesInput.concat(BytesInput.fromInt((int) run.size()), run);
    }
}
