package org.aliquot.server.view.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aliquot.view.View;
import org.aliquot.view.parquet.ParquetRows;
import org.aliquot.view.parquet.ParquetSettings;
import org.aliquot.view.sink.SharedOutput;
import org.aliquot.view.sink.TextFormat;
import org.aliquot.view.sink.TextOutput;
import org.aliquot.view.sink.WriterOutput;

/** What rows are written as. */
public enum RowFormat {
    NDJSON("application/x-ndjson", List.of("ndjson", "application/ndjson", "application/fhir+ndjson")) {
        @Override
        public SharedOutput output(OutputStream out, View view, boolean hasHeader, int atOnce) throws IOException {
            return new TextOutput(TextFormat.NDJSON, view.columns(), out);
        }
    },
    CSV("text/csv", List.of("csv")) {
        @Override
        public SharedOutput output(OutputStream out, View view, boolean hasHeader, int atOnce) throws IOException {
            return new TextOutput(hasHeader ? TextFormat.CSV : TextFormat.CSV_RECORDS, view.columns(), out);
        }
    },
    JSON("application/json", List.of("json", "application/fhir+json")) {
        @Override
        public SharedOutput output(OutputStream out, View view, boolean hasHeader, int atOnce) throws IOException {
            return new TextOutput(TextFormat.JSON, view.columns(), out);
        }
    },
    PARQUET("application/vnd.apache.parquet", List.of("parquet", "application/octet-stream")) {
        @Override
        public SharedOutput output(OutputStream out, View view, boolean hasHeader, int atOnce) throws IOException {
            return new WriterOutput(new ParquetRows(out, view.columns(), ParquetSettings.DEFAULT.oneOf(atOnce)));
        }
    };

    /** Those there are, in words. */
    public static final String EXPECTED = "ndjson, csv, json or parquet";

    private final String mediaType;
    private final List<String> otherNames;

    RowFormat(String mediaType, List<String> otherNames) {
        this.mediaType = mediaType;
        this.otherNames = otherNames;
    }

    public String mediaType() {
        return mediaType;
    }

    /** Such as {@code csv}; names of files end with it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param text a media type or a short name */
    public static Optional<RowFormat> of(String text) {
        String plain = text.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.mediaType.equals(plain) || format.otherNames.contains(plain))
                .findFirst();
    }

    /**
     * Rows of a view into a stream, which stays open.
     *
     * @param hasHeader whether the columns' names come first, where the format may do without
     * @param atOnce outputs that are written at the same time, and share the memory that one would have
     */
    public abstract SharedOutput output(OutputStream out, View view, boolean hasHeader, int atOnce) throws IOException;
}
