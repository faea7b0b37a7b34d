package org.aliquot.bench.ingest;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A generated file, a patient at a time: what is written together refers only to itself and to the laboratory's house,
 * so that clients may write side by side. Used by several threads.
 */
final class PatientGroups implements AutoCloseable {
    private static final String PATIENT = "{\"resourceType\":\"Patient\"";

    private final BufferedReader file;
    private String next;

    PatientGroups(Path file) throws IOException {
        this.file = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        this.next = this.file.readLine();
    }

    /** The lines up to the next patient: the house at first, then one patient's; empty at the end. */
    synchronized List<String> take() throws IOException {
        List<String> group = new ArrayList<>();
        while (next != null && (group.isEmpty() || !next.startsWith(PATIENT))) {
            group.add(next);
            next = file.readLine();
        }
        return group;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
