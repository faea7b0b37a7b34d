package org.aliquot.server.bulk.export.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.resource.parquet.Layout;
import org.aliquot.resource.parquet.ResourceFile;
import org.aliquot.resource.parquet.ResourceRows;
import org.aliquot.resource.parquet.ResourceTable;
import org.aliquot.resource.parquet.UnreadableRowException;
import org.jspecify.annotations.Nullable;

/**
 * Resources as Parquet, files by type. Each thread makes row groups of its own, so that threads meet only where one is put into a file;
 * row groups are as large as readers like them, or as memory allows.
 */
final class ParquetFiles implements Output {
    private static final String SUFFIX = ".parquet";

    /** DuckDB's own; Spark shares files out by bytes and is content. */
    private static final int ROWS = 122_880;

    /** What all row groups of one thread may take. */
    private static final long BYTES = 48L << 20;

    /** Bytes of resources between two looks at what is taken: some thousand, or few that carry documents. */
    private static final long LOOK_EVERY = 8L << 20;

    /** What is told of row groups at a file's end is in memory until then: some megabytes for these. */
    private static final int ROW_GROUPS = 16;

    private final Path folder;
    private final long most;
    private final Completed complete;
    private final Layout layout;
    private final ResourceElements elements;
    private final DiskRoom room;
    private final FilesByType<Series> all = new FilesByType<>(this::begin);

    /**
     * @param most bytes after which a file is followed by another
     * @param complete told of each
     */
    ParquetFiles(Path folder, long most, Completed complete, Layout layout, ResourceElements elements) {
        this.folder = folder;
        this.most = most;
        this.complete = complete;
        this.layout = layout;
        this.elements = elements;
        this.room = DiskRoom.of(folder);
    }

    @Override
    public Writer writer() {
        return new RowGroups();
    }

    @Override
    public List<OutputFile> finish() throws IOException {
        return all.finish();
    }

    @Override
    public void close() throws IOException {
        all.close();
    }

    private Series begin(String type) {
        return new Series(type, ResourceTable.of(type, elements.of(type), layout));
    }

    /** A thread's row groups, one of each type. */
    private final class RowGroups implements Writer {
        private final Map<String, ResourceRows> open = new HashMap<>();
        private long untilLook = LOOK_EVERY;

        @Override
        public void append(String type, JsonLine line) throws IOException, UnreadableRowException {
            ResourceRows rows = open.computeIfAbsent(type, missing -> new ResourceRows(all.of(type).table));
            rows.add(line.bytes(), line.size());
            if (rows.rows() == ROWS || rows.isFull()) {
                all.of(type).append(rows);
            }
            untilLook -= line.size();
            if (untilLook <= 0) {
                untilLook = LOOK_EVERY;
                makeRoom();
            }
        }

        private void makeRoom() throws IOException {
            Map<String, Long> sizes = new HashMap<>();
            open.forEach((type, rows) -> sizes.put(type, rows.bytes()));
            if (sizes.values().stream().mapToLong(Long::longValue).sum() > BYTES) {
                String largest = sizes.entrySet().stream()
                        .max(Comparator.comparingLong(Map.Entry::getValue))
                        .orElseThrow()
                        .getKey();
                all.of(largest).append(open.get(largest));
            }
        }

        @Override
        public void end() throws IOException {
            for (Map.Entry<String, ResourceRows> one : open.entrySet()) {
                all.of(one.getKey()).append(one.getValue());
            }
            open.clear();
        }
    }

    /** The files of one type. */
    private final class Series implements FilesByType.Series {
        private final String type;
        private final ResourceTable table;
        private final List<OutputFile> files = new ArrayList<>();
        private @Nullable ResourceFile file;
        private String name = "";

        Series(String type, ResourceTable table) {
            this.type = type;
            this.table = table;
        }

        synchronized void append(ResourceRows rows) throws IOException {
            if (rows.rows() == 0) {
                return;
            }
            room.require();
            ResourceFile into = file;
            if (into == null) {
                name = type + "." + (files.size() + 1) + SUFFIX;
                into = new ResourceFile(folder.resolve(name), table);
                file = into;
            }
            rows.writeTo(into);
            if (into.bytes() >= most || into.rowGroups() == ROW_GROUPS) {
                finish();
            }
        }

        @Override
        public synchronized void finish() throws IOException {
            ResourceFile done = file;
            if (done != null) {
                done.finish();
                close();
                OutputFile whole = new OutputFile(type, name, done.rows(), Files.size(folder.resolve(name)));
                files.add(whole);
                complete.file(whole);
            }
        }

        @Override
        public synchronized List<OutputFile> files() {
            return List.copyOf(files);
        }

        @Override
        public synchronized void close() throws IOException {
            ResourceFile open = file;
            if (open != null) {
                file = null;
                open.close();
            }
        }
    }
}
