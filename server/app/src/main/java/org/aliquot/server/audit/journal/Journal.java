package org.aliquot.server.audit.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files of lines. Once {@link #append} has returned, the operating system has the lines: they outlive this process, whatever
 * kills it. A loss of power takes what is not yet in the database, a fraction of a second; see {@code force}.
 *
 * <p>One process writes to a folder. Lines are taken from it by one thread.
 */
public final class Journal implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("(\\d{12})\\.ndjson");
    private static final String IDENTITY = "identity";
    private static final byte END = '\n';

    private final Path folder;
    private final String identity;
    private final long fileLimit;
    private final long limit;
    private final boolean force;
    private final Object lock = new Object();
    private RandomAccessFile file;
    private long number;
    private long length;
    /** Bytes of all files, taken or not. */
    private long onFiles;

    private Place taken = Place.BEGIN;

    /**
     * @param fileLimit bytes after which a new file is begun
     * @param limit bytes of all files together, those counted that were taken from a file that is not full
     * @param force whether lines are on the disk itself before {@link #append} returns
     */
    public Journal(Path folder, long fileLimit, long limit, boolean force) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.fileLimit = fileLimit;
        this.limit = limit;
        this.force = force;
        this.identity = identityOf(folder);
        List<Long> there = numbers();
        this.number = there.isEmpty() ? 0 : there.get(there.size() - 1);
        for (long old : there) {
            onFiles += Files.size(path(old));
        }
        begin();
    }

    /**
     * Before the first line: whatever there is up to this place counts as taken. Where files were removed, or brought back from
     * a copy, their numbers could begin again below it.
     */
    public void continueAfter(Place place) throws IOException {
        synchronized (lock) {
            taken = place;
            if (number <= place.file()) {
                number = place.file();
                begin();
            }
        }
    }

    /** Of these files, as long as they are there: the place that was reached is kept under it. */
    public String identity() {
        return identity;
    }

    /**
     * Writes lines, all or none.
     *
     * @throws IOException where they are not written, and whoever did the deed must not have its answer
     */
    public void append(List<byte[]> lines) throws IOException {
        int size = 0;
        for (byte[] line : lines) {
            size += line.length + 1;
        }
        byte[] block = new byte[size];
        int at = 0;
        for (byte[] line : lines) {
            System.arraycopy(line, 0, block, at, line.length);
            at += line.length;
            block[at++] = END;
        }
        synchronized (lock) {
            if (onFiles + size > limit) {
                throw new JournalFullException(onFiles);
            }
            if (length >= fileLimit) {
                begin();
            }
            try {
                file.write(block);
                if (force) {
                    file.getFD().sync();
                }
            } catch (IOException e) {
                // Part of it may be there: the next line must not be appended to half of one.
                undo();
                throw e;
            }
            length += size;
            onFiles += size;
            lock.notifyAll();
        }
    }

    private void undo() throws IOException {
        try {
            file.setLength(length);
            file.seek(length);
        } catch (IOException e) {
            begin();
        }
    }

    private void begin() throws IOException {
        if (file != null) {
            file.close();
        }
        number++;
        length = 0;
        file = new RandomAccessFile(path(number).toFile(), "rw");
    }

    /**
     * Lines, and the place after them.
     *
     * @param broken bytes at a file's end that are no whole line: a process was killed while it wrote them, and their deed was
     *     never answered
     */
    public record Piece(List<byte[]> lines, Place next, long broken) {}

    /** Waits until there is something after the place, so many milliseconds at most. */
    public void await(Place after, long millis) throws InterruptedException {
        synchronized (lock) {
            if (after.file() == number && after.offset() >= length) {
                lock.wait(millis);
            }
        }
    }

    /**
     * What follows a place: of one file, at most so many bytes, but a line at least.
     *
     * @return empty where nothing does
     */
    public Piece read(Place after, int most) throws IOException {
        for (Long next = fileAt(after); next != null; next = following(next)) {
            long end = endOf(next);
            long start = next == after.file() ? after.offset() : 0;
            if (start >= end) {
                continue;
            }
            byte[] bytes = bytes(next, start, (int) Math.min(end - start, most));
            int whole = lastEnd(bytes) + 1;
            if (whole == 0 && end - start > bytes.length) {
                bytes = bytes(next, start, (int) (end - start));
                whole = lastEnd(bytes) + 1;
            }
            boolean isLast = start + bytes.length == end && !isOpen(next);
            long broken = isLast ? bytes.length - whole : 0;
            if (whole > 0 || broken > 0) {
                return new Piece(lines(bytes, whole), new Place(next, start + whole + broken), broken);
            }
        }
        return new Piece(List.of(), after, 0);
    }

    /** What precedes the place is in the database: files that hold nothing else go. */
    public void taken(Place place) throws IOException {
        synchronized (lock) {
            taken = place;
        }
        for (long old : numbers()) {
            if (old < place.file() && !isOpen(old)) {
                long size = Files.size(path(old));
                Files.deleteIfExists(path(old));
                synchronized (lock) {
                    onFiles -= size;
                }
            }
        }
    }

    /** Bytes on file that nobody has taken yet. */
    public long waiting() throws IOException {
        Place from;
        synchronized (lock) {
            from = taken;
        }
        long bytes = 0;
        for (long file : numbers()) {
            if (file >= from.file()) {
                bytes += endOf(file) - (file == from.file() ? from.offset() : 0);
            }
        }
        return bytes;
    }

    private Long fileAt(Place place) throws IOException {
        return numbers().stream().filter(n -> n >= place.file()).findFirst().orElse(null);
    }

    private Long following(long file) throws IOException {
        return numbers().stream().filter(n -> n > file).findFirst().orElse(null);
    }

    private boolean isOpen(long file) {
        synchronized (lock) {
            return file == number;
        }
    }

    private long endOf(long file) throws IOException {
        synchronized (lock) {
            if (file == number) {
                return length;
            }
        }
        return Files.size(path(file));
    }

    private byte[] bytes(long number, long start, int count) throws IOException {
        byte[] bytes = new byte[count];
        try (RandomAccessFile reading = new RandomAccessFile(path(number).toFile(), "r")) {
            reading.seek(start);
            reading.readFully(bytes);
        }
        return bytes;
    }

    private static int lastEnd(byte[] bytes) {
        int at = bytes.length - 1;
        while (at >= 0 && bytes[at] != END) {
            at--;
        }
        return at;
    }

    private static List<byte[]> lines(byte[] bytes, int end) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < end; i++) {
            if (bytes[i] == END) {
                lines.add(java.util.Arrays.copyOfRange(bytes, start, i));
                start = i + 1;
            }
        }
        return lines;
    }

    private List<Long> numbers() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> NAME.matcher(path.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> Long.valueOf(name.group(1)))
                    .sorted()
                    .toList();
        }
    }

    private Path path(long number) {
        return folder.resolve("%012d.ndjson".formatted(number));
    }

    private static String identityOf(Path folder) throws IOException {
        Path file = folder.resolve(IDENTITY);
        Optional<String> known = Files.exists(file)
                ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
                : Optional.empty();
        if (known.filter(text -> !text.isEmpty()).isPresent()) {
            return known.get();
        }
        String made = UUID.randomUUID().toString();
        Files.writeString(file, made, StandardCharsets.UTF_8);
        return made;
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            file.close();
        }
    }
}
