package org.aliquot.bench;

import org.aliquot.bench.ingest.AccessBench;
import org.aliquot.bench.ingest.ExportBench;
import org.aliquot.bench.ingest.GrowthBench;
import org.aliquot.bench.ingest.IngestBench;
import org.aliquot.bench.micro.JmhCommand;
import org.aliquot.bench.micro.ValidationTime;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code java -jar server/bench/target/bench.jar NAME}. */
@Command(
        name = "bench",
        description = "Benchmarks of Aliquot: the whole system, and its inner loops.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ResultLatency.class,
            AnalyzerLatency.class,
            IngestBench.class,
            GrowthBench.class,
            ExportBench.class,
            AccessBench.class,
            JmhCommand.class,
            ValidationTime.class
        })
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }
}
