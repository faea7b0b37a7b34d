package org.aliquot.view.path;

/** Takes what a path finds, one after the other. */
@FunctionalInterface
public interface Sink {
    /**
     * @param item JSON, {@link Typed} JSON, or a value that was computed: String, Boolean, Integer, BigDecimal, {@link PartialTime}
     * @return whether more is wanted
     */
    boolean add(Object item);
}
