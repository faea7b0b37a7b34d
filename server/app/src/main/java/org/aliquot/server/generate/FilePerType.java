package org.aliquot.server.generate;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** {@code Patient.ndjson}, {@code Observation.ndjson} and so on, in one folder. */
public final class FilePerType implements LineSink, AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Map<ResourceKind, OutputStream> files = new EnumMap<>(ResourceKind.class);

    /**
     * Opens all files. What is there already is not overwritten.
     *
     * @param folder made where it does not exist
     * @throws java.nio.file.FileAlreadyExistsException where a file of that name is there; nothing is written then
     */
    public FilePerType(Path folder, boolean gzip) throws IOException {
        Files.createDirectories(folder);
        try {
            for (ResourceKind kind : ResourceKind.values()) {
                Path file = folder.resolve(kind.type() + (gzip ? ".ndjson.gz" : ".ndjson"));
                OutputStream raw = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                files.put(kind, new BufferedOutputStream(gzip ? new FastGzip(raw) : raw, BUFFER));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void accept(ResourceKind kind, byte[] line, int length) throws IOException {
        OutputStream file = files.get(kind);
        if (file == null) {
            throw new IllegalStateException("closed");
        }
        file.write(line, 0, length);
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        for (OutputStream file : files.values()) {
            try {
                file.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        files.clear();
        if (first != null) {
            throw first;
        }
    }

    /** At the lowest level: such lines shrink eightfold even so, and it must not be the bottleneck. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream raw) throws IOException {
            super(raw, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
