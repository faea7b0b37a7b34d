package org.aliquot.ingest.hapi.check;

import java.util.List;

/**
 * A promise that is broken.
 *
 * @param count how often
 * @param first the first offenders; no patient's name or value is in them, only ids
 */
public record Finding(Promise promise, long count, List<String> first) {
    public Finding {
        first = List.copyOf(first);
    }
}
