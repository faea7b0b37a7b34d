package org.aliquot.ingest.hapi;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.RowExtractor;

/**
 * Processor time and memory of both extractors for one Observation, on one thread. Not a test:
 *
 * <pre>./mvnw -q -pl server/ingest test-compile exec:java -Dexec.classpathScope=test \
 *     -Dexec.mainClass=org.aliquot.ingest.hapi.ExtractionSpeed</pre>
 *
 * <p>Prints the median of the rounds; one that the machine disturbed does not count.
 */
public final class ExtractionSpeed {
    private static final int ROUNDS = 15;

    private ExtractionSpeed() {}

    public static void main(String[] arguments) throws IOException, LineRefusedException {
        byte[] json = observation();
        HapiWorkbench workbench = HapiWorkbench.standard();
        System.out.printf("Observation of %d bytes, JDK %s%n", json.length, Runtime.version());
        measure("fast lane", FastLaneOracleTest.fast(workbench), json, 20_000);
        measure("HAPI lane", workbench.extractor(), json, 300);
    }

    static byte[] observation() throws IOException {
        try (InputStream file = ExtractionSpeed.class.getResourceAsStream("observation-potassium.json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private static void measure(String name, RowExtractor extractor, byte[] json, int times)
            throws LineRefusedException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] micros = new double[ROUNDS];
        long[] bytes = new long[ROUNDS];
        int rows = 0;
        for (int round = -ROUNDS / 2; round < ROUNDS; round++) {
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long start = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < times; i++) {
                rows += extractor.rowsOf(json).orElseThrow().index().size();
            }
            if (round >= 0) {
                micros[round] = (threads.getCurrentThreadCpuTime() - start) / 1_000.0 / times;
                bytes[round] = (threads.getCurrentThreadAllocatedBytes() - allocated) / times;
            }
        }
        Arrays.sort(micros);
        Arrays.sort(bytes);
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f µs (fastest %.1f, slowest %.1f), %d bytes, %d rows%n",
                name,
                micros[ROUNDS / 2],
                micros[0],
                micros[ROUNDS - 1],
                bytes[ROUNDS / 2],
                rows / times / (ROUNDS + ROUNDS / 2));
    }
}
