package org.aliquot.ingest.job;

/** Names of a job's sources. */
@FunctionalInterface
interface SourceNames {
    String of(int source);
}
