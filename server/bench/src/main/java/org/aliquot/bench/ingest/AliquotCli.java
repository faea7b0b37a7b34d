package org.aliquot.bench.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code java -jar aliquot.jar COMMAND}, to its end. */
record AliquotCli(Path jar, Path scratch, Duration most) {
    /**
     * One run.
     *
     * @param output its last line of standard output
     * @param wall from start to end, the JVM's own start included
     */
    record Run(String output, Duration wall) {}

    Run run(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(scratch, "cli-", ".out");
        Path errors = Files.createTempFile(scratch, "cli-", ".err");
        long start = System.nanoTime();
        int exit = exitCode(output, errors, arguments);
        Duration wall = Duration.ofNanos(System.nanoTime() - start);
        if (exit != 0) {
            throw new IllegalStateException("aliquot " + String.join(" ", arguments) + " ended with " + exit + ":\n"
                    + Files.readString(errors));
        }
        List<String> lines = Files.readAllLines(output);
        Files.delete(output);
        Files.delete(errors);
        return new Run(lines.isEmpty() ? "" : lines.get(lines.size() - 1), wall);
    }

    private int exitCode(Path output, Path errors, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IllegalStateException("aliquot " + String.join(" ", arguments) + " was not done within " + most);
        }
        return process.exitValue();
    }
}
