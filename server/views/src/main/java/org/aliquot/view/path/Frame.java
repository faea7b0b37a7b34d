package org.aliquot.view.path;

import com.fasterxml.jackson.databind.JsonNode;

/** What a path sees beside its context: the resource and the place in the list that is gone through. */
public class Frame {
    /** The context where there is none: paths find nothing there; what needs no context is as ever. */
    public static final Object NOTHING = new Object();

    private final JsonNode resource;
    private int rowIndex;

    public Frame(JsonNode resource) {
        this.resource = resource;
    }

    /** {@code %resource}. */
    public JsonNode resource() {
        return resource;
    }

    /** {@code %rowIndex}, from 0. */
    int rowIndex() {
        return rowIndex;
    }

    public void at(int index) {
        rowIndex = index;
    }
}
