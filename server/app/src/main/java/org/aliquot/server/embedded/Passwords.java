package org.aliquot.server.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * The two passwords of an embedded database: random, made once, kept in a file only its owner may
 * read. They keep other users of the same machine out of the database on the loopback port.
 */
record Passwords(String superuser, String owner) {
    private static final int RANDOM_BYTES = 24;
    private static final String SUPERUSER_KEY = "superuser";
    private static final String OWNER_KEY = "owner";

    /** Reads the file, or makes it. */
    static Passwords in(Path file) {
        try {
            return Files.exists(file) ? read(file) : create(file);
        } catch (IOException e) {
            throw new DatabaseStartException(
                    "passwords of the embedded PostgreSQL, " + file + ": " + e.getMessage(), e);
        }
    }

    private static Passwords read(Path file) throws IOException {
        Properties kept = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            kept.load(reader);
        }
        String superuser = kept.getProperty(SUPERUSER_KEY, "");
        String owner = kept.getProperty(OWNER_KEY, "");
        if (superuser.isBlank() || owner.isBlank()) {
            throw new IOException("does not hold both " + SUPERUSER_KEY + " and " + OWNER_KEY
                    + "; restore it from a backup of the data directory");
        }
        return new Passwords(superuser, owner);
    }

    private static Passwords create(Path file) throws IOException {
        Passwords made = new Passwords(random(), random());
        Properties kept = new Properties();
        kept.setProperty(SUPERUSER_KEY, made.superuser);
        kept.setProperty(OWNER_KEY, made.owner);
        StringWriter text = new StringWriter();
        kept.store(text, "Embedded PostgreSQL of this data directory; needed for every start");
        Path half = privateFile(file.getParent());
        Files.writeString(half, text.toString());
        EmbeddedPostgres.moveAtomically(half, file);
        return made;
    }

    /** A new empty file in the directory that only its owner may read, where the system knows owners. */
    static Path privateFile(Path directory) throws IOException {
        boolean knowsOwners =
                directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        return knowsOwners
                ? Files.createTempFile(
                        directory,
                        "aliquot-",
                        ".tmp",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : Files.createTempFile(directory, "aliquot-", ".tmp");
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "Passwords[hidden]";
    }
}
