package org.aliquot.server.bulk.export.run;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.jspecify.annotations.Nullable;

/** Lines into files, by type; a file that is large enough is followed by another. From any thread. */
final class OutputFiles implements Closeable {
    private static final int BUFFER = 256 * 1024;

    private final Path folder;
    private final String suffix;
    private final long most;
    private final Map<String, Series> all = new ConcurrentHashMap<>();

    /**
     * @param suffix what names end with, behind type and number
     * @param most bytes after which a file is followed by another
     */
    OutputFiles(Path folder, String suffix, long most) {
        this.folder = folder;
        this.suffix = suffix;
        this.most = most;
    }

    void append(String type, JsonLine line) throws IOException {
        all.computeIfAbsent(type, Series::new).append(line);
    }

    /** All of them, by type; nothing is added after this. */
    List<OutputFile> finish() throws IOException {
        List<OutputFile> files = new ArrayList<>();
        for (String type : all.keySet().stream().sorted().toList()) {
            Series series = all.get(type);
            series.close();
            files.addAll(series.files);
        }
        return files;
    }

    /** Lets go of what is open, as it is. */
    @Override
    public void close() throws IOException {
        for (Series series : all.values()) {
            series.close();
        }
    }

    /** The files of one type. */
    private final class Series {
        private final String type;
        private final List<OutputFile> files = new ArrayList<>();
        private @Nullable OutputStream out;
        private String name = "";
        private long count;
        private long bytes;

        Series(String type) {
            this.type = type;
        }

        synchronized void append(JsonLine line) throws IOException {
            if (out == null) {
                name = type + "." + (files.size() + 1) + suffix;
                out = new BufferedOutputStream(
                        Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW), BUFFER);
            }
            line.writeLineTo(out);
            count++;
            bytes += line.size();
            if (bytes >= most) {
                close();
            }
        }

        synchronized void close() throws IOException {
            if (out != null) {
                OutputStream open = out;
                out = null;
                open.close();
                files.add(new OutputFile(type, name, count, bytes));
                count = 0;
                bytes = 0;
            }
        }
    }
}
