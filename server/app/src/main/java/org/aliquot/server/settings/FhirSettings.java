package org.aliquot.server.settings;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The FHIR interface.
 *
 * @param baseUrl         the address clients use, such as {@code https://lab.example.org/fhir}; empty: as
 *                        each request names it
 * @param defaultPageSize entries on a search page where the client asks for no {@code _count}
 * @param maxPageSize     most entries on a page, whatever the client asks for
 * @param maxBodySize     largest request body; a larger one is answered with 413
 * @param maxBundleEntries most entries of a batch or transaction; more are answered with 413
 * @param maxIncludes     most resources that come along with a page by {@code _include} and {@code _revinclude}; the answer
 *                        says where there were more
 * @param statementTimeout how long PostgreSQL may take for one statement of a FHIR request; then it ends the statement, and the
 *                        request is answered with 503. Loads, exports and jobs are not held to it
 * @param fullText        whether {@code _content} and {@code _text} are indexed (Lucene, in the data directory)
 * @param tokenText       whether {@code :text} finds tokens by their displays and texts, as {@code code:text=sodium}: about
 *                        a quarter of all rows of a result
 * @param indexNames      whether the rows that searches go by name their parameter and resource type too, for whoever reads
 *                        the tables; searches need them not
 * @param restHooks       whether Subscriptions may call back over HTTP: off, because without authentication anyone who
 *                        reaches the server could have patients' results sent to an address of theirs
 */
@ConfigurationProperties("aliquot.fhir")
public record FhirSettings(
        @NotNull @DefaultValue("") String baseUrl,
        @Min(1) @Max(1_000) @DefaultValue("50") int defaultPageSize,
        @Min(1) @Max(10_000) @DefaultValue("500") int maxPageSize,
        @NotNull @DefaultValue("64MB") DataSize maxBodySize,
        @Min(1) @Max(1_000_000) @DefaultValue("10000") int maxBundleEntries,
        @Min(1) @Max(100_000) @DefaultValue("1000") int maxIncludes,
        @NotNull @DefaultValue("30s") Duration statementTimeout,
        @DefaultValue("true") boolean fullText,
        @DefaultValue("true") boolean tokenText,
        @DefaultValue("false") boolean indexNames,
        @DefaultValue("false") boolean restHooks)
        implements CheckedSettings {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofHours(1);

    @Override
    public List<String> problems() {
        return statementTimeout.compareTo(LEAST) < 0 || statementTimeout.compareTo(MOST) > 0
                ? List.of("aliquot.fhir.statement-timeout: must be from 100ms to 1h, not " + statementTimeout)
                : List.of();
    }
}
