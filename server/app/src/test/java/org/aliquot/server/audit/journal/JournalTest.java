package org.aliquot.server.audit.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final int SMALL_FILE = 100;
    private static final int LARGE = 1 << 20;

    @TempDir
    private Path folder;

    private Journal journal() throws IOException {
        return new Journal(folder, SMALL_FILE, LARGE, false);
    }

    private static List<byte[]> lines(String... texts) {
        return List.of(texts).stream().map(text -> text.getBytes(UTF_8)).toList();
    }

    /** All that follows a place, read in pieces of so many bytes; what is read is told as taken where asked for. */
    private static List<String> rest(Journal journal, Place from, int most, boolean take) throws IOException {
        List<String> read = new ArrayList<>();
        Place place = from;
        for (Journal.Piece piece = journal.read(place, most);
                !piece.next().equals(place);
                piece = journal.read(place, most)) {
            piece.lines().forEach(line -> read.add(new String(line, UTF_8)));
            place = piece.next();
            if (take) {
                journal.taken(place);
            }
        }
        return read;
    }

    @Test
    void linesComeBackInTheirOrderWhateverThePieces() throws IOException {
        List<String> all = new ArrayList<>();
        try (Journal journal = journal()) {
            for (int i = 0; i < 50; i++) {
                String line = "line " + i + " é".repeat(i % 7);
                all.add(line);
                journal.append(lines(line));
            }
            for (int most : new int[] {1, 7, 64, LARGE}) {
                assertThat(rest(journal, Place.BEGIN, most, false))
                        .as("pieces of " + most)
                        .isEqualTo(all);
            }
            assertThat(rest(journal, Place.BEGIN, 64, true)).isEqualTo(all);
            assertThat(journal.waiting()).isZero();
            try (var files = Files.list(folder)) {
                assertThat(files).as("those that were taken are gone").hasSizeLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    void halfALineAtAnEndIsPassedOverAndTold() throws IOException {
        try (Journal journal = journal()) {
            journal.append(lines("one", "two"));
        }
        Path file = folder.resolve("000000000001.ndjson");
        Files.writeString(file, "half a li", StandardOpenOption.APPEND);
        try (Journal journal = journal()) {
            journal.append(lines("three"));
            Journal.Piece first = journal.read(Place.BEGIN, LARGE);
            assertThat(first.broken()).isEqualTo("half a li".length());
            assertThat(rest(journal, Place.BEGIN, LARGE, true)).containsExactly("one", "two", "three");
        }
    }

    @Test
    void aPlaceReachedBeforeAStopIsWhereTheNextStartGoesOn() throws IOException {
        Place reached;
        String identity;
        try (Journal journal = journal()) {
            journal.append(lines("one"));
            reached = journal.read(Place.BEGIN, LARGE).next();
            journal.append(lines("two"));
            identity = journal.identity();
        }
        try (Journal journal = journal()) {
            journal.continueAfter(reached);
            journal.append(lines("three"));
            assertThat(journal.identity()).isEqualTo(identity);
            assertThat(rest(journal, reached, LARGE, true)).containsExactly("two", "three");
        }
    }

    @Test
    void filesThatWereRemovedDoNotMakeNewLinesCountAsTaken() throws IOException {
        Place reached = new Place(57, 12);
        try (Journal journal = journal()) {
            journal.continueAfter(reached);
            journal.append(lines("new"));
            assertThat(rest(journal, reached, LARGE, true)).containsExactly("new");
        }
    }

    @Test
    void whatWaitsIsBounded() throws IOException {
        try (Journal journal = new Journal(folder, SMALL_FILE, 250, false)) {
            String line = "x".repeat(99);
            journal.append(lines(line));
            journal.append(lines(line));
            assertThatThrownBy(() -> journal.append(lines(line))).isInstanceOf(JournalFullException.class);
            assertThat(rest(journal, Place.BEGIN, LARGE, true)).hasSize(2);
            journal.append(lines("y"));
            assertThat(journal.waiting()).isEqualTo(2);
        }
    }

    @Test
    void manyWritersLoseNothingAndMixNothing() throws Exception {
        int writers = 8;
        int each = 300;
        try (Journal journal = new Journal(folder, 5_000, LARGE, false)) {
            List<Thread> threads = IntStream.range(0, writers)
                    .mapToObj(writer -> new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            try {
                                journal.append(lines(writer + "/" + i + "/a", writer + "/" + i + "/b"));
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        }
                    }))
                    .toList();
            threads.forEach(Thread::start);
            Set<String> read = new ConcurrentSkipListSet<>();
            Place place = Place.BEGIN;
            int count = 0;
            while (count < writers * each * 2) {
                Journal.Piece piece = journal.read(place, 700);
                for (byte[] line : piece.lines()) {
                    read.add(new String(line, UTF_8));
                    count++;
                }
                place = piece.next();
                journal.taken(place);
                journal.await(place, 10);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(read).hasSize(writers * each * 2);
        }
    }
}
