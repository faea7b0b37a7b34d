package org.aliquot.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.aliquot.view.parquet.ParquetRows;
import org.aliquot.view.parquet.ParquetSettings;
import org.aliquot.view.sink.SharedOutput;
import org.aliquot.view.sink.TextFormat;
import org.aliquot.view.sink.TextOutput;

/**
 * How many rows a second one thread makes: {@code RowsPerSecond <Observation.ndjson> <view.json>}; lines as {@code aliquot generate} writes
 * them. Seconds are the thread's own CPU time, so
 * that other work on the machine counts little; the collector's threads are not in it. Rounds of two seconds after two to warm up; the
 * median counts.
 */
public final class RowsPerSecond {
    private static final int WARM_UP = 2;
    private static final int ROUNDS = 5;
    private static final long ROUND_NANOS = 2_000_000_000L;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private RowsPerSecond() {}

    private interface Work {
        /** @return rows made of all lines */
        long all() throws IOException, ViewRunException;
    }

    public static void main(String[] arguments) throws IOException, InvalidViewException, ViewRunException {
        PrintStream out = System.out;
        if (arguments.length != 2) {
            out.println("usage: RowsPerSecond <Observation.ndjson> <view.json>");
            return;
        }
        View view = View.of(Files.readAllBytes(Path.of(arguments[1])));
        List<byte[]> lines = new ArrayList<>();
        long bytes = 0;
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            lines.add(line.getBytes(StandardCharsets.UTF_8));
            bytes += line.length();
        }
        List<JsonNode> trees = new ArrayList<>();
        for (byte[] line : lines.subList(0, Math.min(20_000, lines.size()))) {
            trees.add(ResourceJson.tree(line));
        }
        out.printf(
                Locale.ROOT,
                "%d lines of %d bytes on average, %d columns%n",
                lines.size(),
                bytes / lines.size(),
                view.columns().size());
        Count count = new Count();
        measure(out, "bytes to rows", () -> {
            for (byte[] line : lines) {
                view.run(line, count);
            }
            return count.take();
        });
        measure(out, "JSON trees to rows", () -> {
            for (JsonNode tree : trees) {
                view.run(tree, count);
            }
            return count.take();
        });
        measure(out, "bytes to NDJSON", () -> {
            long rows = 0;
            try (SharedOutput output =
                    new TextOutput(TextFormat.NDJSON, view.columns(), OutputStream.nullOutputStream())) {
                RowSink writer = output.share();
                for (byte[] line : lines) {
                    rows += view.run(line, writer);
                }
            }
            return rows;
        });
        measure(out, "bytes to CSV", () -> {
            long rows = 0;
            try (SharedOutput output =
                    new TextOutput(TextFormat.CSV, view.columns(), OutputStream.nullOutputStream())) {
                RowSink writer = output.share();
                for (byte[] line : lines) {
                    rows += view.run(line, writer);
                }
            }
            return rows;
        });
        Size size = new Size();
        measure(out, "bytes to Parquet", () -> {
            size.bytes = 0;
            long rows = 0;
            try (ParquetRows writer = new ParquetRows(size, view.columns(), ParquetSettings.DEFAULT)) {
                for (byte[] line : lines) {
                    rows += view.run(line, writer);
                }
            }
            return rows;
        });
        out.printf(Locale.ROOT, "the Parquet file has %,d bytes%n", size.bytes);
    }

    private static final class Size extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] buffer, int from, int length) {
            bytes += length;
        }
    }

    private static final class Count implements RowSink {
        private long rows;

        @Override
        public void row(Object[] row) {
            rows++;
        }

        long take() {
            long taken = rows;
            rows = 0;
            return taken;
        }
    }

    private static void measure(PrintStream out, String what, Work work) throws IOException, ViewRunException {
        List<Double> figures = new ArrayList<>();
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            long rows = 0;
            long from = THREADS.getCurrentThreadCpuTime();
            long took = 0;
            while (took < ROUND_NANOS) {
                rows += work.all();
                took = THREADS.getCurrentThreadCpuTime() - from;
            }
            if (round >= WARM_UP) {
                figures.add(rows * 1e9 / took);
            }
        }
        figures.sort(null);
        out.printf(
                Locale.ROOT,
                "%s: %,.0f rows a second (least %,.0f, most %,.0f, n=%d)%n",
                what,
                figures.get(ROUNDS / 2),
                figures.get(0),
                figures.get(ROUNDS - 1),
                ROUNDS);
    }
}
