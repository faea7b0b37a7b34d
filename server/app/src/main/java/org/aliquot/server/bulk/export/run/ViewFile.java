package org.aliquot.server.bulk.export.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.aliquot.server.bulk.export.order.ViewsOrder;
import org.aliquot.view.InvalidViewException;
import org.aliquot.view.RowSink;
import org.aliquot.view.View;
import org.aliquot.view.ViewProblem;
import org.aliquot.view.ViewRunException;
import org.aliquot.view.sink.SharedOutput;
import org.jspecify.annotations.Nullable;

/** The one file of a view's rows. */
final class ViewFile implements FilesByType.Series {
    private final ViewsOrder order;
    private final String name;
    private final View view;
    private final Path path;
    private final Completed complete;
    private final LongAdder count = new LongAdder();
    private final List<OutputFile> files = new ArrayList<>();
    private @Nullable OutputStream out;
    private @Nullable SharedOutput rows;

    /** @throws ExportFailedException where the definition is none for this version of the server */
    ViewFile(ViewsOrder.Named one, ViewsOrder order, Path folder, Completed complete) {
        this.order = order;
        this.name = one.name();
        this.view = view(one);
        this.path = folder.resolve(name + "." + order.format().code());
        this.complete = complete;
    }

    private static View view(ViewsOrder.Named one) {
        try {
            return View.of(one.definition().getBytes(StandardCharsets.UTF_8));
        } catch (InvalidViewException e) {
            throw new ExportFailedException("the view " + one.name() + ": "
                    + e.problems().stream().map(ViewProblem::toString).collect(Collectors.joining("; ")));
        }
    }

    /** Before the first row. */
    void open(DiskRoom room) throws IOException {
        OutputStream file = WatchedFile.create(path, room);
        out = file;
        rows = order.format()
                .output(file, view, order.hasHeader(), order.views().size());
    }

    String name() {
        return name;
    }

    View view() {
        return view;
    }

    /** One thread's way in. */
    RowSink share() {
        return rows().share();
    }

    /** @throws ViewRunException where the format cannot hold a row */
    void check(Object[] row) throws ViewRunException {
        rows().check(row);
    }

    /** So many rows have been handed in. */
    void count(int more) {
        count.add(more);
    }

    private SharedOutput rows() {
        if (rows == null) {
            throw new IllegalStateException(name + " is not open");
        }
        return rows;
    }

    @Override
    public void finish() throws IOException {
        rows().close();
        close();
        OutputFile whole = new OutputFile(name, path.getFileName().toString(), count.sum(), Files.size(path));
        files.add(whole);
        complete.file(whole);
    }

    @Override
    public List<OutputFile> files() {
        return List.copyOf(files);
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
