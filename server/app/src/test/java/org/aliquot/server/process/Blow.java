package org.aliquot.server.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** What is killed, by {@code kill -9}; afterwards the server runs again. */
enum Blow {
    SERVER {
        @Override
        void strike(ServerProcess server, Random random) throws IOException, InterruptedException {
            server.kill();
            server.start();
        }
    },

    /** A session of PostgreSQL's: it ends all others too, recovers and goes on, and so must the server by itself. */
    SESSION {
        @Override
        void strike(ServerProcess server, Random random) throws IOException {
            List<ProcessHandle> sessions = postmaster(server)
                    .children()
                    .filter(child -> Blow.isSession(child.pid()))
                    .toList();
            sessions.get(random.nextInt(sessions.size())).destroyForcibly();
        }
    };

    abstract void strike(ServerProcess server, Random random) throws IOException, InterruptedException;

    private static ProcessHandle postmaster(ServerProcess server) throws IOException {
        Path pid = server.directory().resolve("data/postgres/postmaster.pid");
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).get(0).strip()))
                .orElseThrow();
    }

    private static boolean isSession(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).startsWith("postgres: aliquot aliquot");
        } catch (IOException ended) {
            return false;
        }
    }
}
