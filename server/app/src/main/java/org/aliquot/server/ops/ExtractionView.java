package org.aliquot.server.ops;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.aliquot.ingest.bulk.Extractors;
import org.aliquot.ingest.rows.fast.Compilation;
import org.aliquot.ingest.rows.json.Reason;

/**
 * How resources are taken apart, as the operations API shows it. Counts are since the start of the server.
 *
 * @param fastLane open, or closed because of these settings
 * @param searchParameters those that the fast lane follows
 * @param left why it left resources to HAPI, the most frequent reason first
 */
record ExtractionView(FastLane fastLane, SearchParameters searchParameters, Resources resources, List<Left> left) {
    static ExtractionView of(Extractors extractors) {
        Optional<Compilation> compilation = extractors.compilation();
        return new ExtractionView(
                new FastLane(compilation.isPresent() ? "open" : "closed", List.copyOf(extractors.obstacles())),
                SearchParameters.of(compilation.orElse(new Compilation(0, Map.of()))),
                new Resources(
                        extractors.taken(Extractors.Way.FAST_LANE),
                        extractors.helped(),
                        extractors.taken(Extractors.Way.HAPI),
                        extractors.taken(Extractors.Way.DAO)),
                extractors.absences().entrySet().stream()
                        .sorted(Map.Entry.<Reason, Long>comparingByValue().reversed())
                        .map(entry -> Left.of(entry.getKey(), entry.getValue()))
                        .toList());
    }

    /**
     * The fast lane.
     *
     * @param closedBy settings that it does not know; empty where it is open
     */
    record FastLane(String state, List<String> closedBy) {}

    /** Search parameters, each counted once for each resource type. */
    record SearchParameters(int compiled, List<NotCompiled> notCompiled) {
        static SearchParameters of(Compilation compilation) {
            return new SearchParameters(
                    compilation.compiled(),
                    compilation.notCompiled().entrySet().stream()
                            .map(entry -> new NotCompiled(entry.getKey(), entry.getValue()))
                            .toList());
        }
    }

    /** A parameter whose rows HAPI gives, which costs each resource of its type a parse by HAPI: {@code Type.code}. */
    record NotCompiled(String parameter, String problem) {}

    /**
     * Resources by who took them apart; HAPI's DAO takes those that are more than rows.
     *
     * @param helped those of the fast lane with a search parameter that HAPI gave the rows of
     */
    record Resources(long fastLane, long helped, long hapi, long dao) {}

    /** So many resources that the fast lane left. */
    record Left(String reason, String text, long resources) {
        static Left of(Reason reason, long resources) {
            return new Left(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'), reason.text(), resources);
        }
    }
}
