package org.aliquot.bench.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aliquot.bench.inside.AddedClasses;
import org.aliquot.bench.inside.HapiAsItComes;
import org.aliquot.server.process.ServerProcess;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContextInitializer;

/** A packaged server with an empty database of its own, which goes with it. */
final class BenchServer implements AutoCloseable {
    private final ServerProcess process;
    private final Path directory;
    // A benchmark that is told to stop takes its server with it.
    private final Thread atExit = new Thread(this::stopQuietly, "stops the benchmark's server");

    private BenchServer(ServerProcess process, Path directory) {
        this.process = process;
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * How servers are started.
     *
     * @param heap the JVM's, such as {@code 4g}
     * @param sharedBuffers PostgreSQL's, such as {@code 2GB}; all else is the server's own default
     * @param hapisJobs whether it has HAPI's own {@code $import} and {@code $export}, at HAPI's own pace
     */
    record Kind(Plan plan, String heap, String sharedBuffers, boolean hapisJobs) {
        Kind(Plan plan, String heap, String sharedBuffers) {
            this(plan, heap, sharedBuffers, false);
        }

        Kind with(Plan other) {
            return new Kind(other, heap, sharedBuffers, hapisJobs);
        }

        Kind withHapisJobs() {
            return new Kind(plan, heap, sharedBuffers, true);
        }

        @Override
        public String toString() {
            return "index plan " + plan + ", -Xmx" + heap + ", shared_buffers " + sharedBuffers
                    + (plan == Plan.STOCK ? ", search rows with names as HAPI has them by default" : "")
                    + (hapisJobs ? ", HAPI's own $import and $export at HAPI's own pace" : "");
        }
    }

    /** Starts one; returns once it is ready. */
    static BenchServer start(Path jar, Path folder, Kind kind) throws IOException, InterruptedException {
        return start(jar, folder, kind, kind.hapisJobs() ? HapiAsItComes.class : null);
    }

    /** As {@link #start(Path, Path, Kind)}, with a class of ours put into it. */
    static BenchServer start(
            Path jar, Path folder, Kind kind, @Nullable Class<? extends ApplicationContextInitializer<?>> added)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(folder, "server-");
        ServerProcess process = new ServerProcess(jar, directory)
                .withHeap(kind.heap())
                .withSettings("""
                  fhir:
                    full-text: false
                    index-names: %s
                  database:
                    index-plan: %s
                    embedded:
                      settings:
                        shared_buffers: %s
                """.formatted(kind.plan() == Plan.STOCK, kind.plan(), kind.sharedBuffers()));
        if (added != null) {
            process.withClasses(AddedClasses.in(directory, added));
        }
        BenchServer server = new BenchServer(process, directory);
        try {
            process.start();
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            try {
                server.close();
            } catch (IOException | RuntimeException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    /** Stops it and starts it with more settings: what stands below {@code aliquot:}, indented by two. */
    void again(String settings) throws IOException, InterruptedException {
        process.stop();
        process.withSettings(settings);
        process.start();
    }

    String base() {
        return process.base();
    }

    Database database() throws IOException {
        return Database.of(dataDir());
    }

    Path dataDir() {
        return directory.resolve("data");
    }

    /** Stops the server and deletes its data: a run needs the disk for the next one. */
    @Override
    public void close() throws IOException, InterruptedException {
        Runtime.getRuntime().removeShutdownHook(atExit);
        stop();
        Folders.delete(directory);
    }

    private void stop() throws IOException, InterruptedException {
        try {
            process.close();
        } catch (IllegalStateException doesNotStop) {
            // On a machine with too much to do; its data is not wanted any more.
            process.kill();
        }
        endOrphan();
    }

    private void stopQuietly() {
        try {
            stop();
        } catch (IOException | InterruptedException | RuntimeException e) {
            System.err.println("the server in " + directory + " may still run: " + e);
        }
    }

    // A server that is told to stop while it still starts leaves its PostgreSQL to the next start; there is none here.
    private void endOrphan() throws IOException {
        Path pidFile = directory.resolve("data/postgres/postmaster.pid");
        if (Files.exists(pidFile)) {
            long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
            ProcessHandle.of(pid).ifPresent(orphan -> {
                orphan.destroyForcibly();
                orphan.onExit().join();
            });
        }
    }
}
