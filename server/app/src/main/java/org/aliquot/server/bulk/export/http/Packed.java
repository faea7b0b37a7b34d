package org.aliquot.server.bulk.export.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** A file packed (gzip, RFC 1952), as fast as it goes: the network is nearer than a better ratio. */
final class Packed extends GZIPOutputStream {
    private static final int BUFFER = 64 * 1024;

    private Packed(OutputStream out) throws IOException {
        super(out, BUFFER);
        def.setLevel(Deflater.BEST_SPEED);
    }

    /** Leaves {@code to} open; where it throws, what was written is no whole gzip, and whoever reads it notices. */
    static void copy(Path file, OutputStream to) throws IOException {
        Packed packed = new Packed(to);
        try {
            Files.copy(file, packed);
            packed.finish();
        } finally {
            // Not close(), which writes the end of what broke off, too.
            packed.def.end();
        }
    }
}
