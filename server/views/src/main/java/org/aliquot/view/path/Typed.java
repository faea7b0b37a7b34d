package org.aliquot.view.path;

import com.fasterxml.jackson.databind.JsonNode;

/** JSON of which only the data told the type: what {@code value[x]} held, or a contained resource. */
public record Typed(JsonNode node, String type) {
    /** The JSON alone, where the item is JSON; other items unchanged. */
    public static Object plain(Object item) {
        return item instanceof Typed typed ? typed.node : item;
    }
}
