package org.aliquot.ingest.validate;

import org.jspecify.annotations.Nullable;

/** Where in a resource one is; its text is made only for a fault. */
final class Place {
    private static final int NO_INDEX = -1;

    private final @Nullable Place parent;
    private final String name;
    private final int index;

    private Place(@Nullable Place parent, String name, int index) {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    static Place at(String resourceType) {
        return new Place(null, resourceType, NO_INDEX);
    }

    Place child(String child) {
        return new Place(this, child, NO_INDEX);
    }

    Place child(String child, int at) {
        return new Place(this, child, at);
    }

    /** As FHIRPath writes it: {@code Observation.component[1].code}. */
    @Override
    public String toString() {
        String own = index == NO_INDEX ? name : name + "[" + index + "]";
        return parent == null ? own : parent + "." + own;
    }
}
