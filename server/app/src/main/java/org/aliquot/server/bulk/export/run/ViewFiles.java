package org.aliquot.server.bulk.export.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.resource.parquet.UnreadableRowException;
import org.aliquot.server.bulk.export.order.ViewsOrder;
import org.aliquot.view.RowSink;
import org.aliquot.view.ViewRunException;

/** Rows of views, a file for each view, whatever its size; one without rows has its file, too. Each thread makes rows of what it reads. */
final class ViewFiles implements Output {
    private final List<ViewFile> files = new ArrayList<>();
    private final FilesByType<ViewFile> all;

    /**
     * @param complete told of each
     * @throws ExportFailedException where a definition is none for this version of the server
     */
    ViewFiles(Path folder, Completed complete, ViewsOrder order) throws IOException {
        DiskRoom room = DiskRoom.of(folder);
        this.all = new FilesByType<>(name -> new ViewFile(order.named(name), order, folder, complete));
        for (ViewsOrder.Named one : order.views()) {
            files.add(all.of(one.name()));
        }
        try {
            for (ViewFile file : files) {
                file.open(room);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public Writer writer() {
        List<Share> shares = files.stream().map(Share::new).toList();
        return new Writer() {
            @Override
            public void append(String type, JsonLine line) throws IOException, UnreadableRowException {
                List<String> failures = new ArrayList<>();
                for (Share share : shares) {
                    try {
                        share.append(type, line);
                    } catch (ViewRunException e) {
                        failures.add("view " + share.file.name() + ": " + e.getMessage());
                    }
                }
                if (!failures.isEmpty()) {
                    throw new UnreadableRowException(String.join("; ", failures));
                }
            }

            @Override
            public void end() {
                // What shares hold back is written at the end.
            }
        };
    }

    @Override
    public List<OutputFile> finish() throws IOException {
        return all.finish();
    }

    @Override
    public void close() throws IOException {
        all.close();
    }

    /** One thread's rows of one view: all of a resource's, or none. */
    private static final class Share {
        private final ViewFile file;
        private final RowSink sink;
        private final List<Object[]> rows = new ArrayList<>();

        Share(ViewFile file) {
            this.file = file;
            this.sink = file.share();
        }

        void append(String type, JsonLine line) throws IOException, ViewRunException {
            if (!file.view().resource().equals(type)) {
                return;
            }
            rows.clear();
            file.view().run(line.bytes(), line.size(), row -> rows.add(row.clone()));
            for (Object[] row : rows) {
                file.check(row);
            }
            for (Object[] row : rows) {
                sink.row(row);
            }
            file.count(rows.size());
        }
    }
}
