package org.aliquot.ingest.job.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A file, plain or gzip. */
public final class FileSource implements Source {
    private final Path file;

    public FileSource(Path file) {
        this.file = Objects.requireNonNull(file, "file");
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public InputStream open(long offset) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new SourceFailedException("is no file");
        }
        if (!Files.isReadable(file)) {
            throw new SourceFailedException("may not be read by this user");
        }
        InputStream bytes = Files.newInputStream(file);
        try {
            return Unpacked.at(offset, Unpacked.of(bytes));
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    @Override
    public boolean mayRecover() {
        return false;
    }
}
