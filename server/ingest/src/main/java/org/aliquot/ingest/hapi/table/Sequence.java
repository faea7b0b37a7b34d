package org.aliquot.ingest.hapi.table;

/** HAPI's sequences for the surrogate ids of the tables that are written here. */
enum Sequence {
    RESOURCE("seq_resource_id"),
    VERSION("seq_resource_history_id"),
    RESOURCE_TAG("seq_restag_id"),
    VERSION_TAG("seq_historytag_id"),
    TAG_DEFINITION("seq_tagdef_id"),
    LINK("seq_reslink_id"),
    TOKEN("seq_spidx_token"),
    STRING("seq_spidx_string"),
    DATE("seq_spidx_date"),
    NUMBER("seq_spidx_number"),
    QUANTITY("seq_spidx_quantity"),
    CANONICAL_QUANTITY("seq_spidx_quantity_nrml"),
    URI("seq_spidx_uri"),
    COORDINATES("seq_spidx_coords"),
    UNIQUE_COMBO("seq_idxcmpstruniq_id"),
    COMBO("seq_idxcmbtoknu_id"),
    PRESENCE("seq_resparmpresent_id");

    private final String sequenceName;

    Sequence(String sequenceName) {
        this.sequenceName = sequenceName;
    }

    String sequenceName() {
        return sequenceName;
    }
}
