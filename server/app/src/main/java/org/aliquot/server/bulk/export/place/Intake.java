package org.aliquot.server.bulk.export.place;

import java.io.IOException;
import java.nio.file.Path;

/** Takes in the files of one job. */
public interface Intake extends AutoCloseable {
    /** Where they are made; there, and empty at the begin. */
    Path folder();

    /**
     * Takes one that is complete; it may be on its way for some time after this. From any thread, which waits where too much is on its
     * way.
     *
     * @throws PlaceException where this one or one before it cannot be kept
     * @throws java.util.concurrent.CancellationException where nobody wants them any more
     */
    void take(String name, long bytes) throws IOException;

    /** Returns once all that were taken are where they are kept; throws as {@link #take} does. */
    void finish() throws IOException;

    /** Ends what is still on its way, and waits for that. */
    @Override
    void close();
}
