package org.aliquot.bench.micro;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.aliquot.bench.setup.Machine;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.validate.LineCheck;
import org.aliquot.server.generate.Claims;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What {@link ValidateBenchmark} measures, by one thread's processor time, which other work on the machine disturbs less than
 * the clock on the wall.
 */
@Command(
        name = "validation",
        description = "Processor time of each level of validation, an Observation that keeps its profile. One thread.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ValidationTime implements Callable<Integer> {
    @Option(names = "--rounds", defaultValue = "15", description = "Rounds measured, after as many to warm up.")
    private int rounds;

    private final Lines lines = new Lines(Claims.PROFILES);

    @Override
    public Integer call() throws LineRefusedException {
        System.out.println("circumstances: " + Machine.described() + "; " + rounds + " rounds");
        System.out.println();
        System.out.println("| level | median µs | fastest | slowest | lines a round |");
        System.out.println("|---|---|---|---|---|");
        Levels levels = Levels.make();
        row("structure", levels.structure(), 20_000);
        row("profiles", levels.profiles(), 10_000);
        row("full", levels.full(), 50);
        return 0;
    }

    private void row(String name, LineCheck check, int times) throws LineRefusedException {
        for (int round = 0; round < rounds; round++) {
            micros(check, times);
        }
        double[] micros = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            micros[round] = micros(check, times);
        }
        Arrays.sort(micros);
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %d |%n",
                name,
                micros[rounds / 2],
                micros[0],
                micros[rounds - 1],
                times);
    }

    private double micros(LineCheck check, int times) throws LineRefusedException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            check.check(lines.bytes());
        }
        return (threads.getCurrentThreadCpuTime() - start) / 1_000.0 / times;
    }
}
