package org.aliquot.server.oracle.search;

/**
 * A request to compare.
 *
 * @param path after the FHIR base; ids as both sides know them, {@code {mark 3}} for the moment after the third step
 * @param order whether the answer's order is defined
 */
public record Search(String path, Order order) {
    /** What is known of an answer's order. */
    public enum Order {
        /** Every entry has its place. */
        DEFINED,
        /** HAPI sorts by nothing, or leaves ties to the database. */
        OPEN
    }

    static Search any(String path) {
        return new Search(path, Order.OPEN);
    }

    static Search inOrder(String path) {
        return new Search(path, Order.DEFINED);
    }
}
