package org.aliquot.server.bulk.export.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Series of files, one for each resource type, or view. From any thread. */
final class FilesByType<S extends FilesByType.Series> implements Closeable {
    /** The files of one type: each but the last is complete. */
    interface Series extends Closeable {
        /** Closes what is open, of which all is there. */
        void finish() throws IOException;

        /** Lets go of what is open, as it is. */
        @Override
        void close() throws IOException;

        /** Those that are complete. */
        List<OutputFile> files();
    }

    private final Map<String, S> all = new ConcurrentHashMap<>();
    private final Function<String, S> begin;

    /** @param begin the series of a type */
    FilesByType(Function<String, S> begin) {
        this.begin = begin;
    }

    S of(String type) {
        return all.computeIfAbsent(type, begin);
    }

    /** All files, by type; nothing is added after this. */
    List<OutputFile> finish() throws IOException {
        List<OutputFile> files = new ArrayList<>();
        for (String type : all.keySet().stream().sorted().toList()) {
            S series = all.get(type);
            series.finish();
            files.addAll(series.files());
        }
        return files;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (S series : all.values()) {
            try {
                series.close();
            } catch (IOException e) {
                // The others' handles, and their room on the disk, are let go of all the same.
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
