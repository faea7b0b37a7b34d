package org.aliquot.server.bulk.export.place;

/** What files are, told by how their names end. */
public enum FileType {
    NDJSON("application/fhir+ndjson", true),
    /** Registered with IANA. Packed already, and read in parts. */
    PARQUET("application/vnd.apache.parquet", false);

    private final String mediaType;
    private final boolean isText;

    FileType(String mediaType, boolean isText) {
        this.mediaType = mediaType;
        this.isText = isText;
    }

    public static FileType of(String name) {
        return name.endsWith(".parquet") ? PARQUET : NDJSON;
    }

    public String mediaType() {
        return mediaType;
    }

    /** Whether packing makes it smaller. */
    public boolean isText() {
        return isText;
    }
}
