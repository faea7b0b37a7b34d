package org.aliquot.view.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aliquot.view.RowSink;
import org.aliquot.view.View;
import org.aliquot.view.ViewRunException;
import org.aliquot.view.parquet.ParquetRows;
import org.aliquot.view.parquet.ParquetSettings;
import org.aliquot.view.sink.SharedOutput;
import org.aliquot.view.sink.TextFormat;
import org.aliquot.view.sink.TextOutput;

/**
 * All views of the laboratory over a folder of NDJSON, as CSV, Parquet and {@code tables.sql} for PostgreSQL: {@code LabTables <folder>
 * <folder to write>}.
 */
public final class LabTables {
    private LabTables() {}

    public static void main(String[] arguments) throws IOException, ViewRunException {
        PrintStream out = System.out;
        if (arguments.length != 2) {
            out.println("usage: LabTables <folder of NDJSON> <folder to write>");
            return;
        }
        List<byte[]> lines = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> found = Files.list(Path.of(arguments[0]))) {
            files = found.sorted().toList();
        }
        for (Path file : files) {
            lines.addAll(lines(Files.readString(file)));
        }
        write(lines, Path.of(arguments[1]));
    }

    static List<byte[]> lines(String ndjson) {
        return ndjson.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    static void write(List<byte[]> lines, Path folder) throws IOException, ViewRunException {
        Files.createDirectories(folder);
        StringBuilder tables = new StringBuilder();
        for (String name : LabViews.VIEWS) {
            View view = LabViews.view(name);
            try (OutputStream csv = Files.newOutputStream(folder.resolve(name + ".csv"));
                    OutputStream parquet = Files.newOutputStream(folder.resolve(name + ".parquet"));
                    SharedOutput table = new TextOutput(TextFormat.CSV, view.columns(), csv);
                    ParquetRows columns = new ParquetRows(parquet, view.columns(), ParquetSettings.DEFAULT)) {
                RowSink text = table.share();
                for (byte[] line : lines) {
                    view.run(line, row -> {
                        text.row(row);
                        columns.row(row);
                    });
                }
            }
            // CSV has lists as JSON.
            tables.append("create table ")
                    .append(name)
                    .append(" (")
                    .append(view.columns().stream()
                            .map(column -> "\"" + column.name() + "\" "
                                    + (column.isCollection()
                                            ? "jsonb"
                                            : column.kind().sqlType()))
                            .collect(Collectors.joining(", ")));
            tables.append(");\n\\copy ").append(name).append(" from '").append(folder.resolve(name + ".csv"));
            tables.append("' with (format csv, header)\n");
        }
        Files.writeString(folder.resolve("tables.sql"), tables);
    }
}
