package org.aliquot.server.embedded;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory that holds everything one server keeps, held by that server alone.
 *
 * <p>The hold is an operating system lock on {@code aliquot.lock}: it ends with the process however
 * the process ends, so a lock file left behind means nothing. The file's text names the holder and
 * is there for people only.
 */
public final class DataDirectory implements Closeable {
    private static final String LOCK_FILE = "aliquot.lock";
    private static final int LONGEST_HOLDER_NAME = 200;

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Creates the directory where needed and takes hold of it until {@link #close()}.
     *
     * @throws DatabaseStartException where it cannot be created or written, or another server holds it
     */
    public static DataDirectory hold(Path wanted) {
        Path path = wanted.toAbsolutePath().normalize();
        FileChannel channel;
        try {
            createForThisUserAlone(path);
            channel = FileChannel.open(
                    path.resolve(LOCK_FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new DatabaseStartException(
                    "data directory " + path + ": cannot be created or written (" + reasonOf(e)
                            + "); give one that this user may write with --data-dir",
                    e);
        }
        try {
            if (locked(channel)) {
                return new DataDirectory(path, signed(channel));
            }
            String holder = textOf(channel);
            channel.close();
            throw new DatabaseStartException("data directory " + path + ": in use by another Aliquot"
                    + (holder.isBlank() ? "" : " (" + holder.strip() + ")")
                    + "; stop that one first, or give this one its own directory with --data-dir");
        } catch (IOException e) {
            throw new DatabaseStartException(
                    "data directory " + path + ": cannot be locked (" + reasonOf(e)
                            + "); it must be on a file system with locks",
                    e);
        }
    }

    // Raw messages, the full-text index and the logs name patients. A directory that is there keeps its owner's choice.
    private static void createForThisUserAlone(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Files.createDirectories(path);
        if (Files.getFileStore(path).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** The directory, absolute. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("data directory " + path + ": its lock could not be released", e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // The same JVM holds it: two servers in one process, as in tests.
            return false;
        }
    }

    private static FileChannel signed(FileChannel channel) throws IOException {
        String holder = "process " + ProcessHandle.current().pid() + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
        return channel;
    }

    private static String textOf(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(LONGEST_HOLDER_NAME);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    }

    private static String reasonOf(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
    }
}
