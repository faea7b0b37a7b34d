package org.aliquot.server.bulk.export.order;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What files are written as. NDJSON is what the Bulk Data Access IG asks of every server; Parquet is our own extension. */
public enum OutputFormat {
    NDJSON(Set.of(
            "application/fhir+ndjson",
            // A plus in a URL that nobody encoded is a space.
            "application/fhir ndjson",
            "application/ndjson",
            "ndjson")),
    /** Structures as groups, lists as lists. */
    PARQUET(Set.of(OutputFormat.PARQUET_TYPE, OutputFormat.PARQUET_TYPE + ";layout=nested", "parquet")),
    /** Structures as columns, lists as JSON. */
    PARQUET_FLAT(Set.of(OutputFormat.PARQUET_TYPE + ";layout=flat", "parquet-flat"));

    /** Registered with IANA. */
    public static final String PARQUET_TYPE = "application/vnd.apache.parquet";

    static final String EXPECTED = "application/fhir+ndjson, " + PARQUET_TYPE + " or " + PARQUET_TYPE + ";layout=flat";

    /** What says of NDJSON what it is anyway: UTF-8 (RFC 8259), FHIR R4. */
    private static final Pattern OBVIOUS = Pattern.compile(";(?:charset=utf-8|fhirversion=4\\.0)(?=;|$)");

    private final Set<String> names;

    OutputFormat(Set<String> names) {
        this.names = names;
    }

    /** Empty where there is none of that name. Of media types the case does not matter, nor do quotes (RFC 9110, 8.3.1). */
    static Optional<OutputFormat> of(String name) {
        String plain = name.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\s*;\\s*", ";")
                .replaceAll("=\"([^\"]*)\"", "=$1");
        if (!plain.startsWith(PARQUET_TYPE)) {
            plain = OBVIOUS.matcher(plain).replaceAll("");
        }
        for (OutputFormat format : values()) {
            if (format.names.contains(plain)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
