package org.aliquot.server.bulk.export.place.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.http.ContentStreamProvider;

/**
 * Bytes of a file that go in one request, read anew for each try. None are held.
 *
 * @param isStopped ends the reading, and with it the request
 */
record Piece(Path file, long from, long length, BooleanSupplier isStopped) implements ContentStreamProvider {
    /** What every storage checks; it is no secret that this keeps. */
    private static final String ALGORITHM = "MD5";

    /** As {@code Content-MD5} has it (RFC 1864). */
    String checksum() throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this Java has no " + ALGORITHM, e);
        }
        try (InputStream in = new DigestInputStream(newStream(), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return Base64.getEncoder().encodeToString(digest.digest());
    }

    @Override
    public InputStream newStream() {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            channel.position(from);
            return new Bytes(Channels.newInputStream(channel));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Bytes extends InputStream {
        private final InputStream in;
        private long left = length;

        Bytes(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int start, int count) throws IOException {
            if (isStopped.getAsBoolean()) {
                throw new CancellationException("the export was stopped");
            }
            if (left == 0) {
                return -1;
            }
            int read = in.read(into, start, (int) Math.min(count, left));
            if (read > 0) {
                left -= read;
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
