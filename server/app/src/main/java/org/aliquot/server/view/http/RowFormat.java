package org.aliquot.server.view.http;

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
enum RowFormat {
    NDJSON("application/x-ndjson", List.of("ndjson", "application/ndjson", "application/fhir+ndjson")) {
        @Override
        SharedOutput output(OutputStream out, View view) throws IOException {
            return new TextOutput(TextFormat.NDJSON, view.columns(), out);
        }
    },
    CSV("text/csv", List.of("csv")) {
        @Override
        SharedOutput output(OutputStream out, View view) throws IOException {
            return new TextOutput(TextFormat.CSV, view.columns(), out);
        }
    },
    JSON("application/json", List.of("json", "application/fhir+json")) {
        @Override
        SharedOutput output(OutputStream out, View view) throws IOException {
            return new TextOutput(TextFormat.JSON, view.columns(), out);
        }
    },
    PARQUET("application/vnd.apache.parquet", List.of("parquet")) {
        @Override
        SharedOutput output(OutputStream out, View view) throws IOException {
            return new WriterOutput(new ParquetRows(out, view.columns(), ParquetSettings.DEFAULT));
        }
    };

    private final String mediaType;
    private final List<String> otherNames;

    RowFormat(String mediaType, List<String> otherNames) {
        this.mediaType = mediaType;
        this.otherNames = otherNames;
    }

    String mediaType() {
        return mediaType;
    }

    /** @param text a media type or a short name */
    static Optional<RowFormat> of(String text) {
        String plain = text.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.mediaType.equals(plain) || format.otherNames.contains(plain))
                .findFirst();
    }

    /** The stream stays open. */
    abstract SharedOutput output(OutputStream out, View view) throws IOException;
}
