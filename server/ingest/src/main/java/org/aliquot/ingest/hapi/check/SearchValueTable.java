package org.aliquot.ingest.hapi.check;

import java.util.List;

/**
 * A table of search values.
 *
 * @param flag the column of HFJ_RESOURCE that says whether a resource has rows here
 * @param value the columns that make a value: two rows of a resource never agree in all of them
 */
record SearchValueTable(String name, String flag, List<String> value) {
    static final List<SearchValueTable> ALL = List.of(
            table("token", "sp_system", "sp_value"),
            table("string", "sp_value_exact", "sp_value_normalized"),
            table("date", "sp_value_low", "sp_value_high"),
            table("number", "sp_value"),
            table("quantity", "sp_value", "sp_system", "sp_units"),
            table("quantity_nrml", "sp_value", "sp_system", "sp_units"),
            table("uri", "sp_uri"),
            table("coords", "sp_latitude", "sp_longitude"));

    private static SearchValueTable table(String kind, String... value) {
        return new SearchValueTable("hfj_spidx_" + kind, "sp_" + kind + "_present", List.of(value));
    }
}
