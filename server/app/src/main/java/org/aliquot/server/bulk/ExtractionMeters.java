package org.aliquot.server.bulk;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.Objects;
import org.aliquot.ingest.bulk.Extractors;
import org.aliquot.ingest.rows.json.Reason;

/** Who takes resources apart, and why the fast lane leaves them: as many series as there are ways and reasons. */
final class ExtractionMeters implements MeterBinder {
    private static final String PREFIX = "aliquot.ingest.";

    private final Extractors extractors;

    ExtractionMeters(Extractors extractors) {
        this.extractors = Objects.requireNonNull(extractors, "extractors");
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        for (Extractors.Way way : Extractors.Way.values()) {
            FunctionCounter.builder(PREFIX + "extracted", extractors, source -> source.taken(way))
                    .description("Resources by who took them apart into rows")
                    .tag("by", name(way))
                    .register(meters);
        }
        FunctionCounter.builder(PREFIX + "helped", extractors, Extractors::helped)
                .description("Resources of the fast lane with a search parameter that HAPI gave the rows of")
                .register(meters);
        for (Reason reason : Reason.values()) {
            FunctionCounter.builder(
                            PREFIX + "left",
                            extractors,
                            source -> source.absences().getOrDefault(reason, 0L))
                    .description("Resources that the fast lane left to HAPI, by reason")
                    .tag("reason", name(reason))
                    .register(meters);
        }
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
