package org.aliquot.server.auth.scope;

/**
 * A code that a granular scope restricts to.
 *
 * @param system its code system's URL
 * @param code as the system spells it
 */
public record Category(String system, String code) implements Comparable<Category> {
    @Override
    public int compareTo(Category other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return system + "|" + code;
    }
}
