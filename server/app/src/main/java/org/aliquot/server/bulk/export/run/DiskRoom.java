package org.aliquot.server.bulk.export.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The database may be on this disk: an export is not what fills it. */
record DiskRoom(Left left) {
    private static final long RESERVE = 1L << 30;

    /** Bytes that the disk has left. */
    @FunctionalInterface
    interface Left {
        long bytes() throws IOException;
    }

    static DiskRoom of(Path folder) {
        return new DiskRoom(() -> Files.getFileStore(folder).getUsableSpace());
    }

    void require() throws IOException {
        if (left.bytes() < RESERVE) {
            throw new ExportFailedException("the disk has less than " + (RESERVE >> 20)
                    + " MB left, which are not for exports; order it again once there is room");
        }
    }
}
