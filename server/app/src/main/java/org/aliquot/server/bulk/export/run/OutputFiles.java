package org.aliquot.server.bulk.export.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.jspecify.annotations.Nullable;

/** Lines into files, by type; a file that is large enough is followed by another. From any thread. */
final class OutputFiles implements Output, Output.Writer {
    private final Path folder;
    private final String suffix;
    private final long most;
    private final Completed complete;
    private final DiskRoom room;
    private final FilesByType<Series> all = new FilesByType<>(Series::new);

    /**
     * @param suffix what names end with, behind type and number
     * @param most bytes after which a file is followed by another
     * @param complete told of each
     */
    OutputFiles(Path folder, String suffix, long most, Completed complete) {
        this.folder = folder;
        this.suffix = suffix;
        this.most = most;
        this.complete = complete;
        this.room = DiskRoom.of(folder);
    }

    /** Itself: of lines that are written at once there is nothing to hold back. */
    @Override
    public Writer writer() {
        return this;
    }

    @Override
    public void end() {
        // Every line is in its file.
    }

    @Override
    public void append(String type, JsonLine line) throws IOException {
        all.of(type).append(line);
    }

    @Override
    public List<OutputFile> finish() throws IOException {
        return all.finish();
    }

    @Override
    public void close() throws IOException {
        all.close();
    }

    /** The files of one type. */
    private final class Series implements FilesByType.Series {
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
                out = WatchedFile.create(folder.resolve(name), room);
            }
            line.writeLineTo(out);
            count++;
            bytes += line.size();
            if (bytes >= most) {
                finish();
            }
        }

        @Override
        public synchronized void finish() throws IOException {
            if (out != null) {
                close();
                complete.file(files.get(files.size() - 1));
            }
        }

        @Override
        public synchronized List<OutputFile> files() {
            return List.copyOf(files);
        }

        @Override
        public synchronized void close() throws IOException {
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
