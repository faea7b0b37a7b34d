package org.aliquot.view.path;

import com.fasterxml.jackson.databind.JsonNode;

/** What a path sees beside its context: the resource and the place in the list that is gone through. */
public class Frame {
    /** The context where there is none: paths find nothing there; what needs no context is as ever. */
    public static final Object NOTHING = new Object();

    private final JsonNode resource;
    private int rowIndex;
    private int testsLeft;

    /** @param tests items that {@code where(…)} may look at: within one another they multiply */
    public Frame(JsonNode resource, int tests) {
        this.resource = resource;
        this.testsLeft = tests;
    }

    /** {@code %resource}. */
    public JsonNode resource() {
        return resource;
    }

    /** {@code %rowIndex}, from 0. */
    int rowIndex() {
        return rowIndex;
    }

    void test() {
        if (--testsLeft < 0) {
            throw new PathRunException("where(…) within where(…) looks at too many items of one resource");
        }
    }

    public void at(int index) {
        rowIndex = index;
    }
}
