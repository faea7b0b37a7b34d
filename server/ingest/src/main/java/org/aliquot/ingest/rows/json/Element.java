package org.aliquot.ingest.rows.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An element with its children in slots. A slot holds null, a {@link String} (of a primitive, as JSON spells it), an {@link
 * Element}, a {@link Chosen}, or a list of strings or elements where the child repeats.
 */
public final class Element {
    private final ElementType type;
    private final @Nullable Object[] slots;
    private final @Nullable String id;

    Element(ElementType type, @Nullable Object[] slots, @Nullable String id) {
        this.type = type;
        this.slots = slots;
        this.id = id;
    }

    public ElementType type() {
        return type;
    }

    /** {@code id}, which every element may have. */
    public @Nullable String id() {
        return id;
    }

    public @Nullable Object get(Child child) {
        return slots[child.slot()];
    }

    /** What stands there; null, too, where this type has no such part. */
    public @Nullable Object get(Part part) {
        int slot = type.slotOf(part);
        return slot < 0 ? null : slots[slot];
    }

    /** A primitive. */
    public @Nullable String text(Part part) {
        return get(part) instanceof String text ? text : null;
    }

    /** An element. */
    public @Nullable Element element(Part part) {
        return get(part) instanceof Element element ? element : null;
    }

    /** The values of a repeating part. */
    public List<?> list(Part part) {
        return get(part) instanceof List<?> list ? list : List.of();
    }

    boolean hasChildren() {
        for (Object slot : slots) {
            if (slot != null) {
                return true;
            }
        }
        return false;
    }
}
