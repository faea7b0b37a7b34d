package org.aliquot.server.bulk.export.run;

import java.io.IOException;

/** Hears of files as they become complete. */
@FunctionalInterface
public interface Completed {
    /** From any thread, which waits for this. */
    void file(OutputFile file) throws IOException;
}
