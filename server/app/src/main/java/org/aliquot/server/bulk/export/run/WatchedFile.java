package org.aliquot.server.bulk.export.run;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A new file; now and then it is looked at whether the disk has room for more of it. */
final class WatchedFile extends FilterOutputStream {
    private static final int BUFFER = 256 * 1024;

    /** Bytes after which the disk is looked at again. */
    private static final long LOOK_EVERY = 64L << 20;

    private final DiskRoom room;
    private long untilLook = LOOK_EVERY;

    private WatchedFile(OutputStream out, DiskRoom room) {
        super(out);
        this.room = room;
    }

    /** @throws ExportFailedException where there is no room, now or at a later write */
    static OutputStream create(Path file, DiskRoom room) throws IOException {
        room.require();
        return new BufferedOutputStream(
                new WatchedFile(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), room), BUFFER);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        untilLook -= length;
        if (untilLook <= 0) {
            untilLook = LOOK_EVERY;
            room.require();
        }
    }
}
