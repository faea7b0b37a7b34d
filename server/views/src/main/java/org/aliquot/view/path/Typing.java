package org.aliquot.view.path;

import java.util.List;

/**
 * What a path may yield, as far as the definitions tell.
 *
 * @param types FHIR's names of types; values that are computed have those of the primitives ({@code boolean}, {@code decimal}); empty: not known
 */
public record Typing(List<String> types) {
    public static final Typing UNKNOWN = new Typing(List.of());
    static final Typing BOOLEAN = of("boolean");
    static final Typing INTEGER = of("integer");
    static final Typing DECIMAL = of("decimal");
    static final Typing STRING = of("string");

    public Typing {
        types = List.copyOf(types);
    }

    public static Typing of(String type) {
        return new Typing(List.of(type));
    }

    public boolean isOne() {
        return types.size() == 1;
    }

    /** The one type; empty text where it is not known or there are several. */
    public String one() {
        return isOne() ? types.get(0) : "";
    }

    boolean isNumber() {
        return FhirTypes.NUMBERS.contains(one());
    }

    @Override
    public String toString() {
        return types.isEmpty() ? "something" : String.join(" or ", types);
    }
}
