package org.aliquot.bench.micro;

import org.aliquot.ingest.LineRefusedException;
import org.aliquot.server.generate.Claims;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What each level of validation costs for an Observation that claims, and keeps, a profile of the guide; no database. */
@State(Scope.Benchmark)
public class ValidateBenchmark extends Throughput {
    private final Lines lines = new Lines(Claims.PROFILES);
    private final Levels levels = Levels.make();

    @Benchmark
    public Object structure() throws LineRefusedException {
        byte[] line = lines.bytes();
        levels.structure().check(line);
        return line;
    }

    @Benchmark
    public Object profiles() throws LineRefusedException {
        byte[] line = lines.bytes();
        levels.profiles().check(line);
        return line;
    }

    @Benchmark
    public Object full() throws LineRefusedException {
        byte[] line = lines.bytes();
        levels.full().check(line);
        return line;
    }
}
