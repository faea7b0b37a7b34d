package org.aliquot.ingest.rows.json;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A name that JSON may have in an object, and the type of its value. */
public final class Field {
    private static final Pattern OID = Pattern.compile("urn:oid:[0-2](\\.(0|[1-9]\\d*+))+");
    private static final Pattern UUID = Pattern.compile("urn:uuid:\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final String name;
    private final String label;
    private final String companionName;
    private final int slot;
    private final boolean repeating;
    private final boolean choice;
    private final ValueType valueType;
    private final String fhirType;
    private final @Nullable Map<String, String> systems;
    private final @Nullable Set<String> targets;
    private final @Nullable Supplier<ElementType> typeSource;
    private final int least;
    private final @Nullable Pattern urn;
    private @Nullable ElementType type;

    private Field(Builder builder) {
        name = builder.name;
        label = '"' + builder.name + "\":";
        companionName = '_' + builder.name;
        slot = builder.slot;
        repeating = builder.repeating;
        choice = builder.choice;
        valueType = builder.valueType;
        fhirType = builder.fhirType;
        systems = builder.systems;
        targets = builder.targets;
        typeSource = builder.typeSource;
        least = switch (fhirType) {
            case "positiveInt" -> 1;
            case "unsignedInt" -> 0;
            default -> Integer.MIN_VALUE;
        };
        urn = switch (fhirType) {
            case "oid" -> OID;
            case "uuid" -> UUID;
            default -> null;
        };
    }

    public String name() {
        return name;
    }

    /** Under which JSON has the extensions of a primitive. */
    public String companionName() {
        return companionName;
    }

    /** The name as JSON has it: quoted, with the colon. */
    String label() {
        return label;
    }

    /** Of its {@link Child}. */
    public int slot() {
        return slot;
    }

    /** Whether JSON has an array. */
    public boolean repeating() {
        return repeating;
    }

    /** Whether it is one of several names for one child. */
    public boolean choice() {
        return choice;
    }

    public ValueType valueType() {
        return valueType;
    }

    /** The type's own name, {@code Age}; {@link #valueType} is what it is a kind of. */
    public String fhirType() {
        return fhirType;
    }

    /** Whether a bound code is one of its value set. */
    public boolean allows(String code) {
        return systems != null && systems.containsKey(code);
    }

    /** Whether a uri, url, canonical, oid or uuid may be this (datatypes.html). */
    public boolean allowsUri(String text) {
        return Spelling.hasNoSpace(text) && (urn == null || urn.matcher(text).matches());
    }

    /** The least that a whole number may be here (datatypes.html: positiveInt from 1, unsignedInt from 0). */
    public int least() {
        return least;
    }

    /** The code system of a bound code's value; null where there is none. */
    public @Nullable String systemOf(String code) {
        return systems == null ? null : systems.get(code);
    }

    /** Which types a reference may have here; null for any. */
    @Nullable
    Set<String> targets() {
        return targets;
    }

    /** The shape of its values where they are elements. */
    public ElementType type() {
        // Types refer to each other in circles, so each is made when first asked for. Two threads may both ask; the
        // schema
        // gives both the same.
        ElementType known = type;
        if (known == null) {
            if (typeSource == null) {
                throw new IllegalStateException(name + " is a primitive");
            }
            known = typeSource.get();
            type = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return name + ": " + fhirType;
    }

    static Builder named(String name, int slot, ValueType valueType, String fhirType) {
        return new Builder(name, slot, valueType, fhirType);
    }

    static final class Builder {
        private final String name;
        private final int slot;
        private final ValueType valueType;
        private final String fhirType;
        private boolean repeating;
        private boolean choice;
        private @Nullable Map<String, String> systems;
        private @Nullable Set<String> targets;
        private @Nullable Supplier<ElementType> typeSource;

        private Builder(String name, int slot, ValueType valueType, String fhirType) {
            this.name = name;
            this.slot = slot;
            this.valueType = valueType;
            this.fhirType = fhirType;
        }

        Builder repeating(boolean is) {
            repeating = is;
            return this;
        }

        Builder choice(boolean is) {
            choice = is;
            return this;
        }

        Builder systems(Map<String, String> of) {
            systems = of;
            return this;
        }

        Builder targets(@Nullable Set<String> allowed) {
            targets = allowed;
            return this;
        }

        Builder type(Supplier<ElementType> source) {
            typeSource = source;
            return this;
        }

        Field build() {
            return new Field(this);
        }
    }
}
