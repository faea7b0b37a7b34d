package org.aliquot.view.path;

import org.jspecify.annotations.Nullable;

/** Yields one value or none. */
abstract class Scalar extends Expr {
    Scalar(Typing typing) {
        super(typing);
    }

    @Override
    abstract @Nullable Object single(Object focus, Frame frame);

    @Override
    final boolean each(Object focus, Frame frame, Sink out) {
        Object value = single(focus, frame);
        return value == null || out.add(value);
    }
}
