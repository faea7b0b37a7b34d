package org.aliquot.server.bulk.export.place;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Keeps complete files of exports until they are thrown away. From any thread. */
public interface Place extends AutoCloseable {
    /**
     * Whose files.
     *
     * @param server that took the order; several may have one place
     * @param id of the order
     */
    record Job(String server, String id) {}

    /** Makes ready what files are made in. */
    void open() throws IOException;

    /**
     * Takes in the files of a job; what there was of it goes.
     *
     * @param isStopped whether nobody wants them any more
     * @throws PlaceException where the place cannot be had
     */
    Intake begin(Job job, BooleanSupplier isStopped) throws IOException;

    /** Bytes of each file of a job, by name. */
    Map<String, Long> sizes(Job job) throws IOException;

    /** Bytes of one file; empty where it is not there. */
    OptionalLong size(Job job, String name) throws IOException;

    /**
     * Where a file is to be fetched, whether it is there or not.
     *
     * @param most how long it may be fetched from there
     */
    Kept at(Job job, String name, long bytes, Duration most);

    /** Throws away all there is of a job; of one that has nothing here, nothing. */
    void remove(Job job) throws IOException;

    /** Jobs of a server that have something here. */
    Set<String> jobs(String server) throws IOException;

    /** Whether the disk is full that files are made on. */
    boolean isFull();

    @Override
    void close();
}
