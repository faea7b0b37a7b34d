package org.aliquot.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.resource.parquet.ResourceFile;

/**
 * A folder that an export goes into. While it is under way there is a note of it; what is there of a file has the name
 * {@code NAME.part}. When all files are there and counted, the note gives way to the server's manifest.
 */
final class ExportFolder {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOTE = ".aliquot-export.json";
    static final String MANIFEST = "manifest.json";
    private static final String PARQUET = ".parquet";
    private static final int BUFFER = 1 << 16;

    private final Path folder;

    ExportFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * An export under way.
     *
     * @param server which was asked
     * @param order what was asked for
     * @param job where to ask for it
     */
    record Note(String server, String order, String job) {}

    /**
     * The export that was cut short here.
     *
     * @throws CommandFailedException where there is one of another order, or one that is done
     */
    Optional<Note> unfinished(String server, String order) throws CommandFailedException {
        try {
            Files.createDirectories(folder);
            Path note = folder.resolve(NOTE);
            if (!Files.exists(note)) {
                requireEmpty();
                return Optional.empty();
            }
            JsonNode read = JSON.readTree(note.toFile());
            Note found = new Note(
                    read.path("server").asText(),
                    read.path("order").asText(),
                    read.path("job").asText());
            if (!found.order.equals(order) || !found.server.equals(server)) {
                throw new CommandFailedException(
                        ExitCodes.USAGE,
                        folder + " holds an export under way that was asked for in other words (" + found.server
                                + found.order + "): go on with that, or give another folder");
            }
            return Optional.of(found);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void requireEmpty() throws IOException, CommandFailedException {
        try (Stream<Path> files = Files.list(folder)) {
            Optional<Path> one = files.findFirst();
            if (one.isPresent()) {
                throw new CommandFailedException(
                        ExitCodes.USAGE,
                        folder + " is not empty (" + one.get().getFileName()
                                + "): give each export a folder of its own");
            }
        }
    }

    void begin(Note note) throws CommandFailedException {
        try {
            // What is there of another job's files is not of this one's.
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    if (file.getFileName()
                            .toString()
                            .matches(
                                    "\\.aliquot-export\\.json|[A-Za-z0-9._-]+\\.(ndjson|parquet|csv|json)(\\.part)?")) {
                        Files.delete(file);
                    }
                }
            }
            JSON.writeValue(
                    folder.resolve(NOTE).toFile(),
                    JSON.createObjectNode()
                            .put("server", note.server)
                            .put("order", note.order)
                            .put("job", note.job));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Nothing goes on here: the folder may be given to another export. */
    void forget() throws CommandFailedException {
        try {
            Files.deleteIfExists(folder.resolve(NOTE));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Whether a file is there, whole. */
    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    /** Where what there is of a file so far stands. */
    Path part(String name) {
        return folder.resolve(name + ".part");
    }

    /**
     * A file is there to its last byte.
     *
     * @param resources how many the server said it has, a line or a row each; none where it did not
     * @throws CommandFailedException where it has another number of them: it is thrown away
     */
    long complete(String name, Optional<Long> resources) throws CommandFailedException {
        try {
            Path part = part(name);
            long found = name.endsWith(PARQUET) ? ResourceFile.rowsOf(part) : lines(part);
            if (resources.isPresent() && resources.get() != found) {
                Files.delete(part);
                throw new CommandFailedException(
                        ExitCodes.FAILED,
                        name + " has " + found + (name.endsWith(PARQUET) ? " rows" : " lines")
                                + ", and the server said " + resources.get()
                                + ": it was thrown away; run the command again to fetch it again");
            }
            try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            return found;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    long size(String name) throws CommandFailedException {
        try {
            return Files.size(folder.resolve(name));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void finish(JsonNode manifest) throws CommandFailedException {
        try {
            JSON.writerWithDefaultPrettyPrinter()
                    .writeValue(folder.resolve(MANIFEST).toFile(), manifest);
            Files.delete(folder.resolve(NOTE));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static long lines(Path file) throws IOException {
        long lines = 0;
        byte[] buffer = new byte[BUFFER];
        int last = '\n';
        try (InputStream in = Files.newInputStream(file)) {
            for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                for (int i = 0; i < length; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
                last = buffer[length - 1];
            }
        }
        return last == '\n' ? lines : lines + 1;
    }

    CommandFailedException failed(IOException e) {
        return new CommandFailedException(ExitCodes.FAILED, folder + " cannot be written or read: " + e.getMessage());
    }
}
