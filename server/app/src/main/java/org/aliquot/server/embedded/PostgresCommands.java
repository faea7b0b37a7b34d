package org.aliquot.server.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs PostgreSQL's own programs.
 *
 * <p>They refuse to run as root. Where this process is root on Linux they run in a user namespace of
 * their own ({@code unshare --user}), where root's files stay accessible and the user is nobody.
 */
final class PostgresCommands {
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final PostgresBinaries binaries;
    private final List<String> prefix;

    PostgresCommands(PostgresBinaries binaries) {
        this.binaries = binaries;
        this.prefix = isRoot() ? unshare() : List.of();
    }

    /** What a program said (both streams) and how it ended. */
    record Result(int exitCode, String output) {
        boolean isSuccess() {
            return exitCode == 0;
        }
    }

    /**
     * Runs one program to its end.
     *
     * @param output a file for both streams; a file, not a pipe, because the server that
     *               {@code pg_ctl start} leaves running inherits them
     * @param limit  after it, and a grace period, the program is killed and a failure is returned
     */
    Result run(Path output, Duration limit, String program, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(binaries.program(program).toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(output.getParent().toFile());
        // Messages are read by this program and by people who asked for English.
        builder.environment().put("LC_ALL", "C");
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(limit.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Result(-1, program + " did not end within " + limit.plus(GRACE));
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new DatabaseStartException("PostgreSQL's " + program + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseStartException("interrupted while waiting for PostgreSQL's " + program, e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"))
                && System.getProperty("os.name").startsWith("Linux");
    }

    private static List<String> unshare() {
        Optional<Path> program = Stream.of("/usr/bin/unshare", "/bin/unshare")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty()) {
            throw new DatabaseStartException("PostgreSQL does not run as root, and there is no unshare (util-linux)"
                    + " to run it as somebody else; start Aliquot as an ordinary user,"
                    + " or give a database of your own with aliquot.database.url");
        }
        return List.of(program.get().toString(), "--user");
    }
}
