package org.aliquot.server.bulk.export.place;

import java.util.Arrays;
import java.util.regex.Pattern;

/** What files are, told by their names. */
public enum FileType {
    /** Rows of views: there is one file of each, and so it has no number. */
    ROWS("[^.]+\\.ndjson", "application/x-ndjson", true),
    NDJSON(".+\\.ndjson", "application/fhir+ndjson", true),
    /** Registered with IANA. Packed already, and read in parts. */
    PARQUET(".+\\.parquet", "application/vnd.apache.parquet", false),
    CSV(".+\\.csv", "text/csv", true),
    JSON(".+\\.json", "application/json", true);

    private final Pattern name;
    private final String mediaType;
    private final boolean isText;

    FileType(String name, String mediaType, boolean isText) {
        this.name = Pattern.compile(name);
        this.mediaType = mediaType;
        this.isText = isText;
    }

    /** @param path what comes before the last slash does not count */
    public static FileType of(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        return Arrays.stream(values())
                .filter(type -> type.name.matcher(last).matches())
                .findFirst()
                .orElse(NDJSON);
    }

    public String mediaType() {
        return mediaType;
    }

    /** Whether packing makes it smaller. */
    public boolean isText() {
        return isText;
    }
}
