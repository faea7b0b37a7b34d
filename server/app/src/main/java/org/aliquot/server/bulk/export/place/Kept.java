package org.aliquot.server.bulk.export.place;

import java.net.URI;
import java.nio.file.Path;

/** Where a file is to be fetched. */
public sealed interface Kept {
    /** By this server. */
    record OnDisk(Path path) implements Kept {}

    /**
     * By anybody who has the address, for as long as it is good.
     *
     * @param url for GET alone; not for logs: whoever reads it may fetch the file
     */
    record Elsewhere(URI url, long bytes) implements Kept {}
}
