package org.aliquot.gateway.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One gateway for each spool directory. The system lets go of the lock when the process ends, however it ends. */
final class DirectoryLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the directory, making it where it does not exist.
     *
     * @throws SpoolException when another gateway has it or it cannot be written to
     */
    static DirectoryLock take(Path directory) {
        Path file = directory.resolve("spool.lock");
        try {
            Files.createDirectories(directory);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return new DirectoryLock(channel);
                }
            } catch (OverlappingFileLockException e) {
                LOG.debug("spool: this process has {} already", file, e);
            }
            channel.close();
        } catch (IOException e) {
            throw new SpoolException(
                    "spool directory " + directory + " cannot be used: " + e.getMessage()
                            + ". Expected a directory this user may write to.",
                    e);
        }
        throw new SpoolException("spool directory " + directory
                + " is in use by another gateway. Stop that one, or give this one another data directory.");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("spool: lock file could not be closed: {}", e.getMessage());
        }
    }
}
