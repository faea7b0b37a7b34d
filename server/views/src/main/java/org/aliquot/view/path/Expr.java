package org.aliquot.view.path;

import com.fasterxml.jackson.databind.node.BooleanNode;
import org.jspecify.annotations.Nullable;

/** A compiled part of a path. Holds no state of an evaluation: threads may share it. */
abstract class Expr {
    private final Typing typing;

    Expr(Typing typing) {
        this.typing = typing;
    }

    /** What it yields. */
    final Typing typing() {
        return typing;
    }

    /**
     * Gives what is found to the sink.
     *
     * @return false: the sink, or {@code first()}, wanted no more
     */
    abstract boolean each(Object focus, Frame frame, Sink out);

    /** The only item; null where there is none. Several are an error. */
    @Nullable
    Object single(Object focus, Frame frame) {
        Single found = new Single();
        each(focus, frame, found);
        return found.only();
    }

    /** The only item as a value; see {@link Values#of}. */
    final @Nullable Object value(Object focus, Frame frame) {
        Object item = single(focus, frame);
        return item == null ? null : Values.of(item, typing);
    }

    /** As a condition (FHIRPath, singleton evaluation of collections): a single item that is no truth value counts as true. */
    @Nullable
    Boolean test(Object focus, Frame frame) {
        Object item = single(focus, frame);
        if (item == null) {
            return null;
        }
        Object plain = Typed.plain(item);
        if (plain instanceof Boolean truth) {
            return truth;
        }
        return plain instanceof BooleanNode node ? node.booleanValue() : Boolean.TRUE;
    }
}
