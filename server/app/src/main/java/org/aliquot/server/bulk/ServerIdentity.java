package org.aliquot.server.bulk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Who a server is among those that share a database: as long as its data directory lasts. */
public final class ServerIdentity {
    private static final String FILE = "server-id";

    private ServerIdentity() {}

    /** Made at the first start. */
    public static String in(Path dataDirectory) {
        Path file = dataDirectory.resolve(FILE);
        try {
            if (!Files.exists(file) || Files.readString(file).isBlank()) {
                // Not half a name, should the machine stop in between.
                Path written = Files.writeString(dataDirectory.resolve(FILE + ".new"), UUID.randomUUID() + "\n");
                Files.move(written, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read or written", e);
        }
    }
}
