package org.aliquot.bench.micro;

import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bench jmh}: JMH with its GC profiler, which tells the bytes allocated for each operation. */
@Command(
        name = "jmh",
        description = {
            "The inner loops: parse, extract, hash, encode. One thread.",
            "gc.alloc.rate.norm is the bytes allocated for each operation."
        },
        mixinStandardHelpOptions = true)
public final class JmhCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "REGEX",
            arity = "0..1",
            defaultValue = "org.aliquot.bench.micro",
            description = "Which benchmarks (default: all).")
    private String which;

    @Override
    public Integer call() throws Exception {
        new Runner(new OptionsBuilder()
                        .include(which)
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .build())
                .run();
        return 0;
    }
}
