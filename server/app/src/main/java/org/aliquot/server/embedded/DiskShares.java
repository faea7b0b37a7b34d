package org.aliquot.server.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What an embedded PostgreSQL takes of a disk beyond its data: a tenth of what is free for its log. The more there is, the
 * rarer are checkpoints, and after each one every page that a load changes is logged whole. It is taken only while much is
 * written; to read it again after a crash takes a second for each 100 to 200 MB.
 *
 * @param megabytes free
 */
record DiskShares(long megabytes) {
    private static final long MEGABYTE = 1 << 20;
    private static final long LEAST = 1024;
    private static final long MOST = 16 * 1024;

    /** @param folder on the disk */
    static DiskShares of(Path folder) {
        try {
            return new DiskShares(Files.getFileStore(folder).getUsableSpace() / MEGABYTE);
        } catch (IOException e) {
            throw new UncheckedIOException("the free space of " + folder + " cannot be read", e);
        }
    }

    /** PostgreSQL's settings by name. */
    Map<String, String> settings() {
        return Map.of("max_wal_size", Math.max(LEAST, Math.min(MOST, megabytes / 10)) + "MB");
    }
}
