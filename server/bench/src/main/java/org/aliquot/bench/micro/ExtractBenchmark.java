package org.aliquot.bench.micro;

import java.util.concurrent.TimeUnit;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.hapi.HapiRowExtractor;
import org.aliquot.ingest.hapi.HapiWorkbench;
import org.aliquot.ingest.rows.ResourceRows;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From an Observation's bytes to its rows: parsing, checks, search parameters, the text to store. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class ExtractBenchmark {
    private final Lines lines = new Lines();
    private final HapiRowExtractor hapi = HapiWorkbench.standard().extractor();

    @Benchmark
    public ResourceRows byHapi() throws LineRefusedException {
        return hapi.rowsOf(lines.bytes()).orElseThrow();
    }
}
