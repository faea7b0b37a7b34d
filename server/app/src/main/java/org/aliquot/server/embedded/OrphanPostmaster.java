package org.aliquot.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deals with what a killed server leaves: its PostgreSQL still running, or only the file
 * {@code postmaster.pid} that names a process long gone.
 *
 * <p>Process numbers are reused, so the number alone proves nothing: the process must be a
 * {@code postgres} working in our directory before it is told to stop. A number that now belongs to
 * somebody else is never signalled; the stale file is removed, because PostgreSQL would take that
 * stranger for a running server and refuse to start.
 *
 * <p>The caller holds the data directory, so no server of ours runs on it.
 */
final class OrphanPostmaster {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanPostmaster.class);

    private static final Path PROCESSES = Path.of("/proc/self/cwd");
    private static final Duration EXIT_WAIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);

    private final PostgresCluster cluster;

    OrphanPostmaster(PostgresCluster cluster) {
        this.cluster = cluster;
    }

    /** Leaves no server running on the cluster and no file that says so. */
    void stop(Duration wait) {
        OptionalLong pid = writtenPid();
        if (pid.isEmpty()) {
            return;
        }
        if (isOurs(pid.getAsLong())) {
            LOG.warn(
                    "PostgreSQL process {} was left running by a server that was killed; stopping it in order",
                    pid.getAsLong());
            cluster.stop(wait);
            if (!isGoneSoon(pid.getAsLong())) {
                throw new DatabaseStartException("PostgreSQL process " + pid.getAsLong() + ", left over in "
                        + cluster.directory() + ", does not stop; end it by hand, then start again");
            }
            return;
        }
        LOG.warn(
                "{} names process {}, which is no PostgreSQL of this directory: removing the file",
                cluster.pidFile(),
                pid.getAsLong());
        try {
            Files.deleteIfExists(cluster.pidFile());
        } catch (IOException e) {
            throw new DatabaseStartException("stale " + cluster.pidFile() + ": " + e.getMessage(), e);
        }
    }

    /** Whether a server runs on the cluster; where processes cannot be told apart, any of its number is taken for it. */
    boolean isRunning() {
        OptionalLong pid = writtenPid();
        if (pid.isEmpty()) {
            return false;
        }
        return Files.exists(PROCESSES)
                ? isOurs(pid.getAsLong())
                : pid.getAsLong() > 0
                        && ProcessHandle.of(pid.getAsLong())
                                .filter(ProcessHandle::isAlive)
                                .isPresent();
    }

    /** The file goes before the process does; its successor must find neither. */
    private boolean isGoneSoon(long pid) {
        long deadline = System.nanoTime() + EXIT_WAIT.toNanos();
        while (isOurs(pid)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private OptionalLong writtenPid() {
        Path file = cluster.pidFile();
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            return OptionalLong.of(
                    Long.parseLong(lines.isEmpty() ? "" : lines.get(0).strip()));
        } catch (NumberFormatException e) {
            // An empty or torn file names nobody; process 0 is nobody's.
            return OptionalLong.of(0);
        } catch (IOException e) {
            throw new DatabaseStartException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private boolean isOurs(long pid) {
        Optional<ProcessHandle> process = pid > 0 ? ProcessHandle.of(pid) : Optional.empty();
        return process.filter(ProcessHandle::isAlive).isPresent() && worksInOurDirectory(pid, process.get());
    }

    private boolean worksInOurDirectory(long pid, ProcessHandle process) {
        Path workingDirectory = Path.of("/proc", Long.toString(pid), "cwd");
        if (Files.exists(PROCESSES)) {
            try {
                // A postmaster changes into its data directory first of all.
                return workingDirectory.toRealPath().equals(cluster.directory().toRealPath()) && isPostgres(process);
            } catch (IOException e) {
                LOG.debug("{} cannot be read: not a process of this user", workingDirectory);
                return false;
            }
        }
        // Systems without /proc: the command line names the directory.
        return process.info()
                .commandLine()
                .filter(line -> line.contains("postgres"))
                .filter(line -> line.contains(cluster.directory().toString()))
                .isPresent();
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString())
                .filter(name -> name.startsWith("postgres"))
                .isPresent();
    }
}
