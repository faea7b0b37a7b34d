package org.aliquot.bench.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;

/**
 * What PostgreSQL itself can take: COPY of exactly the rows that an ingest wrote, into the same tables with the same
 * indexes and keys, by two connections, with nothing else to do.
 */
final class RawCopy {
    private static final int CONNECTIONS = 2;
    // Pieces of a table, so that two connections end at about the same time.
    private static final int PIECES = 4;
    private static final int BUFFER = 1 << 16;

    private final Database database;
    private final Path folder;
    private final ForeignKeys keys;

    RawCopy(Database database, Path folder) throws SQLException {
        this.database = database;
        this.folder = folder;
        this.keys = ForeignKeys.of(database);
    }

    /** Rows on disk, as COPY's binary files. */
    record Dump(List<Piece> pieces) {}

    /** Some rows of one table. */
    private record Piece(String table, Path file, long bytes) {}

    /** Writes the rows that came between two moments to files. */
    Dump dump(TableRows before, TableRows after) throws SQLException, IOException {
        List<Piece> pieces = new ArrayList<>();
        try (Connection connection = database.open()) {
            for (String table : after.grownSince(before)) {
                long from = before.largest(table);
                long width = after.largest(table) - from;
                for (int i = 0; i < PIECES; i++) {
                    pieces.add(piece(connection, table, from + width * i / PIECES, from + width * (i + 1) / PIECES));
                }
            }
        }
        return new Dump(pieces);
    }

    /** Empties HAPI's tables, and whatever refers to them. */
    void empty(Dump filled) throws SQLException {
        database.execute("truncate "
                + String.join(
                        ", ",
                        filled.pieces().stream().map(Piece::table).distinct().toList()) + " cascade");
    }

    /** Copies the rows in; returns the seconds that took, commits included. */
    double load(Dump dump) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            for (List<String> level : keys.levels(
                    dump.pieces().stream().map(Piece::table).distinct().toList())) {
                Queue<Piece> waiting = new ConcurrentLinkedQueue<>(dump.pieces().stream()
                        .filter(piece -> level.contains(piece.table()))
                        .sorted(Comparator.comparingLong(Piece::bytes).reversed())
                        .toList());
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < CONNECTIONS; i++) {
                    running.add(threads.submit(() -> {
                        copyIn(waiting);
                        return null;
                    }));
                }
                for (Future<?> connection : running) {
                    connection.get();
                }
            }
        } finally {
            threads.shutdownNow();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private Piece piece(Connection connection, String tableAndKey, long after, long upTo)
            throws SQLException, IOException {
        String[] names = tableAndKey.split(" ");
        Path file = Files.createTempFile(folder, names[0] + "-", ".copy");
        try (OutputStream out = Files.newOutputStream(file)) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            "copy (select * from " + names[0] + " where " + names[1] + " > " + after + " and "
                                    + names[1] + " <= " + upTo + " order by " + names[1]
                                    + ") to stdout (format binary)",
                            out);
        }
        return new Piece(names[0], file, Files.size(file));
    }

    private void copyIn(Queue<Piece> waiting) throws SQLException, IOException {
        try (Connection connection = database.open()) {
            for (Piece piece = waiting.poll(); piece != null; piece = waiting.poll()) {
                try (InputStream in = Files.newInputStream(piece.file())) {
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn("copy " + piece.table() + " from stdin (format binary)", in, BUFFER);
                }
            }
        }
    }

    static void delete(Dump dump) throws IOException {
        for (Piece piece : dump.pieces()) {
            Files.delete(piece.file());
        }
    }
}
