package org.aliquot.ingest.hapi.table;

import java.util.List;
import org.aliquot.ingest.rows.IndexRow;

/** The tables that hold what a resource is found by; rows of an older version are deleted from them. */
enum IndexTable {
    TOKEN(
            "hfj_spidx_token",
            Sequence.TOKEN,
            "res_id",
            List.of("hash_sys", "hash_sys_and_value", "hash_value", "sp_system", "sp_value")),
    STRING(
            "hfj_spidx_string",
            Sequence.STRING,
            "res_id",
            List.of("hash_exact", "hash_norm_prefix", "sp_value_exact", "sp_value_normalized")),
    DATE(
            "hfj_spidx_date",
            Sequence.DATE,
            "res_id",
            List.of("sp_value_low", "sp_value_low_date_ordinal", "sp_value_high", "sp_value_high_date_ordinal")),
    NUMBER("hfj_spidx_number", Sequence.NUMBER, "res_id", List.of("sp_value")),
    QUANTITY(
            "hfj_spidx_quantity",
            Sequence.QUANTITY,
            "res_id",
            List.of("hash_identity_and_units", "hash_identity_sys_units", "sp_system", "sp_units", "sp_value")),
    CANONICAL_QUANTITY(
            "hfj_spidx_quantity_nrml",
            Sequence.CANONICAL_QUANTITY,
            "res_id",
            List.of("hash_identity_and_units", "hash_identity_sys_units", "sp_system", "sp_units", "sp_value")),
    URI("hfj_spidx_uri", Sequence.URI, "res_id", List.of("hash_uri", "sp_uri")),
    COORDINATES("hfj_spidx_coords", Sequence.COORDINATES, "res_id", List.of("sp_latitude", "sp_longitude")),
    UNIQUE_COMBO("hfj_idx_cmp_string_uniq", Sequence.UNIQUE_COMBO),
    COMBO("hfj_idx_cmb_tok_nu", Sequence.COMBO),
    PRESENCE("hfj_res_param_present", Sequence.PRESENCE),
    LINK("hfj_res_link", Sequence.LINK);

    /** What the tables of search values have in common, in the order of {@code IndexRowWriter}. */
    private static final String COMMON = "sp_id, res_id, sp_missing, sp_name, res_type, hash_identity";

    /** How many columns {@code COMMON} names. */
    static final int COMMON_WIDTH = 6;

    private static final String LINK_COLUMNS = "pid, src_resource_id, src_path, source_resource_type, src_res_type_id,"
            + " target_resource_id, target_resource_type, target_res_type_id, target_resource_url,"
            + " target_resource_version, sp_updated";

    private final String table;
    private final Sequence sequence;
    private final String owner;
    private final String columns;
    private final int width;

    IndexTable(String table, Sequence sequence, String owner, List<String> own) {
        this.table = table;
        this.sequence = sequence;
        this.owner = owner;
        this.columns = COMMON + ", " + String.join(", ", own);
        this.width = columns.split(",").length;
    }

    IndexTable(String table, Sequence sequence) {
        this.table = table;
        this.sequence = sequence;
        this.owner = sequence == Sequence.LINK ? "src_resource_id" : "res_id";
        this.columns = switch (sequence) {
            case UNIQUE_COMBO -> "pid, res_id, hash_complete, hash_complete_2, idx_string";
            case COMBO -> "pid, res_id, hash_complete, idx_string";
            case PRESENCE -> "pid, res_id, hash_presence, sp_present";
            case LINK -> LINK_COLUMNS;
            default -> throw new IllegalArgumentException(table);
        };
        this.width = columns.split(",").length;
    }

    static IndexTable of(IndexRow row) {
        if (row instanceof IndexRow.Token) {
            return TOKEN;
        } else if (row instanceof IndexRow.Text) {
            return STRING;
        } else if (row instanceof IndexRow.Quantity) {
            return QUANTITY;
        } else if (row instanceof IndexRow.DateRange) {
            return DATE;
        } else if (row instanceof IndexRow.Number) {
            return NUMBER;
        } else if (row instanceof IndexRow.CanonicalQuantity) {
            return CANONICAL_QUANTITY;
        } else if (row instanceof IndexRow.Uri) {
            return URI;
        } else if (row instanceof IndexRow.Coordinates) {
            return COORDINATES;
        } else if (row instanceof IndexRow.UniqueCombo) {
            return UNIQUE_COMBO;
        } else if (row instanceof IndexRow.Combo) {
            return COMBO;
        } else if (row instanceof IndexRow.ReferencePresence) {
            return PRESENCE;
        }
        return switch (((IndexRow.Absent) row).kind()) {
            case TOKEN -> TOKEN;
            case STRING -> STRING;
            case DATE -> DATE;
            case NUMBER -> NUMBER;
            case QUANTITY -> QUANTITY;
            case URI -> URI;
            case COORDINATES -> COORDINATES;
        };
    }

    Sequence sequence() {
        return sequence;
    }

    /** How many columns {@link #copyCommand} names. */
    int width() {
        return width;
    }

    String copyCommand() {
        return "copy " + table + " (" + columns + ") from stdin (format binary)";
    }

    String deleteCommand() {
        return "delete from " + table + " where " + owner + " = any (?)";
    }
}
