package org.aliquot.bench.micro;

import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.hapi.FastLane;
import org.aliquot.ingest.hapi.HapiRowExtractor;
import org.aliquot.ingest.hapi.HapiWorkbench;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.fast.FastRowExtractor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From an Observation's bytes to its rows: parsing, checks, search parameters, the text to store. */
@State(Scope.Benchmark)
public class ExtractBenchmark extends Throughput {
    private final Lines lines = new Lines();
    private final HapiWorkbench workbench = HapiWorkbench.standard();
    private final HapiRowExtractor hapi = workbench.extractor();
    private final FastRowExtractor fast = new FastRowExtractor(
            workbench.context(),
            FastLane.definitions(workbench.context(), workbench.settings(), workbench.registry())
                    .orElseThrow(),
            hapi);

    @Benchmark
    public ResourceRows byHapi() throws LineRefusedException {
        return hapi.rowsOf(lines.bytes()).orElseThrow();
    }

    /** Fails where the fast extractor leaves a line to HAPI's: all of these are its own. */
    @Benchmark
    public ResourceRows fast() {
        return fast.rowsOf(lines.bytes()).orElseThrow();
    }
}
