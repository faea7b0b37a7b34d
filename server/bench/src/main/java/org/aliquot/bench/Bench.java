package org.aliquot.bench;

import org.aliquot.bench.ingest.IngestBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code java -jar server/bench/target/bench.jar NAME}. */
@Command(
        name = "bench",
        description = "Whole-system benchmarks of Aliquot.",
        mixinStandardHelpOptions = true,
        subcommands = {ResultLatency.class, IngestBench.class})
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }
}
