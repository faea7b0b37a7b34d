package org.aliquot.ingest.job;

import org.jspecify.annotations.Nullable;

/**
 * How a job is done.
 *
 * @param via the way into the database; null for the default
 * @param validation the level, as {@link org.aliquot.ingest.validate.Level#text} writes it; null for the default
 */
public record JobOptions(@Nullable String via, @Nullable String validation) {
    /** As the settings say. */
    public static final JobOptions DEFAULT = new JobOptions(null, null);

    /** By one way, for the rest as the settings say. */
    public static JobOptions via(String way) {
        return new JobOptions(way, null);
    }
}
