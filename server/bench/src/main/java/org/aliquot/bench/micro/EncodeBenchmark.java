package org.aliquot.bench.micro;

import org.aliquot.ingest.copy.CopyBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Rows as binary COPY. The buffer is emptied at a megabyte, as it is when it is sent. */
@State(Scope.Benchmark)
public class EncodeBenchmark extends Throughput {
    private static final int FULL = 1 << 20;

    private final CopyBuffer buffer = new CopyBuffer(2 * FULL);
    private final String text = new Lines().text();
    private long next;

    /** One row as of HFJ_SPIDX_TOKEN: numbers, hashes, two short texts. */
    @Benchmark
    public int tokenRow() {
        next++;
        room().row(9)
                .bigint(next)
                .bigint(next * 31)
                .bigint(next * 37)
                .bigint(next * 41)
                .bigint(next * 43)
                .bigint(next)
                .text("http://loinc.org")
                .text("2823-3")
                .nothing();
        return buffer.size();
    }

    /** One row with the resource's text. */
    @Benchmark
    public int textRow() {
        next++;
        room().row(3).bigint(next).text(text).nothing();
        return buffer.size();
    }

    private CopyBuffer room() {
        if (buffer.size() > FULL) {
            buffer.clear();
        }
        return buffer;
    }
}
