package org.aliquot.view;

import java.util.Locale;
import java.util.Optional;

/** What a column holds, and how SQL and rows hold it. */
public enum ColumnKind {
    /** String. Dates and times, too, unless a tag asks for more: FHIR knows months without a day. */
    STRING("text"),
    BOOLEAN("boolean"),
    /** Integer. */
    INTEGER("integer"),
    /** Long. */
    LONG("bigint"),
    /** BigDecimal with the digits that were reported: 8.10 stays 8.10, in PostgreSQL's numeric too. */
    DECIMAL("numeric"),
    /** String, YYYY-MM-DD. Less than a day has no value here. */
    DATE("date"),
    /** String as FHIR writes it, with its offset; {@link Times#timestamp} for engines. Less than a moment has no value here. */
    TIMESTAMP("timestamp with time zone"),
    /** String, base64. */
    BINARY("bytea"),
    /** JsonNode: a structure, such as a Quantity. */
    JSON("jsonb");

    private final String sqlType;

    ColumnKind(String sqlType) {
        this.sqlType = sqlType;
    }

    /** PostgreSQL's type for one value. */
    public String sqlType() {
        return sqlType;
    }

    /** The kind for a FHIR primitive (SQL on FHIR, default type mappings; decimals are numbers here). */
    static ColumnKind ofFhir(String type) {
        return switch (type) {
            case "boolean" -> BOOLEAN;
            case "integer", "positiveInt", "unsignedInt" -> INTEGER;
            case "integer64" -> LONG;
            case "decimal" -> DECIMAL;
            case "instant" -> TIMESTAMP;
            case "base64Binary" -> BINARY;
            default -> STRING;
        };
    }

    /** The kind for the value of a tag {@code ansi/type}; numbers keep their digits, whatever it says of their bits. */
    static Optional<ColumnKind> ofAnsi(String type) {
        String plain = type.trim()
                .toUpperCase(Locale.ROOT)
                .replaceAll("\\s*\\([^)]*\\)", "")
                .replaceAll("\\s+", " ");
        return Optional.ofNullable(
                switch (plain) {
                    case "CHARACTER VARYING",
                            "CHAR VARYING",
                            "VARCHAR",
                            "CHARACTER",
                            "CHAR",
                            "TEXT",
                            "CHARACTER LARGE OBJECT",
                            "CHAR LARGE OBJECT",
                            "CLOB",
                            "TIME",
                            "TIME WITH TIME ZONE",
                            "TIME WITHOUT TIME ZONE" -> STRING;
                    case "BOOLEAN" -> BOOLEAN;
                    case "SMALLINT", "INT", "INTEGER" -> INTEGER;
                    case "BIGINT" -> LONG;
                    case "DECIMAL", "NUMERIC", "DEC", "DOUBLE PRECISION", "DOUBLE", "REAL", "FLOAT" -> DECIMAL;
                    case "DATE" -> DATE;
                    case "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITHOUT TIME ZONE" -> TIMESTAMP;
                    case "BINARY", "BINARY VARYING", "VARBINARY", "BINARY LARGE OBJECT", "BLOB" -> BINARY;
                    default -> null;
                });
    }
}
