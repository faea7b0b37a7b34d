package org.aliquot.server.bulk.export.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.resource.parquet.UnreadableRowException;

/** Where an export's resources go. From any thread; what it hands out is for one. */
interface Output extends Closeable {
    /** Takes the resources that one thread reads. */
    interface Writer {
        /**
         * @param line good until this returns
         * @throws UnreadableRowException where the format cannot hold it; nothing was taken
         */
        void append(String type, JsonLine line) throws IOException, UnreadableRowException;

        /** Hands over what was held back. */
        void end() throws IOException;
    }

    Writer writer();

    /** All files, by type, once every writer has ended; nothing is added after this. */
    List<OutputFile> finish() throws IOException;

    /** Lets go of what is open, as it is. */
    @Override
    void close() throws IOException;
}
