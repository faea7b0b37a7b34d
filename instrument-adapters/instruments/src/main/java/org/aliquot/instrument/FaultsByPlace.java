package org.aliquot.instrument;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Deals a transcript's faults out to its messages, in one pass: a transcript of noise may hold as many of either as it has
 * lines.
 *
 * @param <F> a protocol's fault
 */
public final class FaultsByPlace<F> {
    private final List<F> sorted;
    private final ToIntFunction<F> from;
    private final ToIntFunction<F> to;
    private final List<F> outside = new ArrayList<>();
    private int next;

    /**
     * @param from first byte of a fault
     * @param to one past its last byte
     */
    public FaultsByPlace(List<F> faults, ToIntFunction<F> from, ToIntFunction<F> to) {
        this.sorted = faults.stream().sorted(Comparator.comparingInt(from)).toList();
        this.from = from;
        this.to = to;
    }

    /**
     * The faults that touch a message. To be called once for each message, in the order of their places; a fault that
     * touches several belongs to the first.
     *
     * @param messageTo one past the message's last byte
     */
    public List<F> within(int messageFrom, int messageTo) {
        List<F> inside = new ArrayList<>();
        while (next < sorted.size() && from.applyAsInt(sorted.get(next)) < messageTo) {
            F fault = sorted.get(next++);
            (to.applyAsInt(fault) > messageFrom ? inside : outside).add(fault);
        }
        return inside;
    }

    /** The faults that touch no message; to be called last. */
    public List<F> outside() {
        outside.addAll(sorted.subList(next, sorted.size()));
        next = sorted.size();
        return outside;
    }
}
