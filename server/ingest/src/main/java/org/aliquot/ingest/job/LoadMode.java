package org.aliquot.ingest.job;

import java.util.Optional;
import java.util.function.Consumer;

/** How tables are made faster to fill for a job, while nobody can miss what is left out of them. Thread-safe. */
@FunctionalInterface
public interface LoadMode {
    /** Fills tables as they are. */
    LoadMode NONE = Optional::empty;

    /**
     * Begins, if it pays now.
     *
     * @return what ends it; empty where tables stay as they are
     */
    Optional<Underway> begin();

    /** Tables that lack something for as long as they are filled. */
    interface Underway {
        /**
         * Makes good what was left out. May be called again after a failure.
         *
         * @param progress told what is made, from several threads
         */
        void complete(Consumer<String> progress);

        /** Has {@link #complete} fail, now or when it is called; from any thread. */
        void stop();

        /** Ends it as it is; the next start of a server makes good what is missing. */
        void abandon();
    }
}
