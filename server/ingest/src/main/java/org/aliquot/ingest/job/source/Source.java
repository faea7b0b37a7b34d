package org.aliquot.ingest.job.source;

import java.io.IOException;
import java.io.InputStream;

/** Something with lines in it. */
public interface Source {
    /** As a person would name it; no secrets. */
    String name();

    /**
     * Opens it, unpacked.
     *
     * @param offset of the first byte wanted, in the unpacked source; the beginning of a line
     * @throws SourceFailedException when trying again is of no use
     */
    InputStream open(long offset) throws IOException, SourceFailedException;

    /** Whether a failure may pass, so that opening it again where it broke off is worth while. */
    boolean mayRecover();
}
