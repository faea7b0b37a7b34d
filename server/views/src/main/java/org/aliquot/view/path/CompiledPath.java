package org.aliquot.view.path;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path ready to be applied. Immutable; threads may share it. */
public final class CompiledPath {
    private final Expr expr;
    private final boolean yieldsResource;
    private final List<String> warnings;

    CompiledPath(Expr expr, boolean yieldsResource, List<String> warnings) {
        this.expr = expr;
        this.yieldsResource = yieldsResource;
        this.warnings = List.copyOf(warnings);
    }

    /**
     * @param keys is told which elements of the resource the path reads
     * @throws PathException what is wrong with the path, and where
     */
    public static CompiledPath compile(String path, PathScope scope, RootKeys keys) throws PathException {
        return new PathCompiler(scope, keys).compile(PathParser.parse(path));
    }

    /** What it yields, as far as the definitions tell. */
    public Typing typing() {
        return expr.typing();
    }

    /** Whether it yields the resource itself. */
    public boolean yieldsResource() {
        return yieldsResource;
    }

    /** What is no error and yet surely not meant: elements that R4 does not have. */
    public List<String> warnings() {
        return warnings;
    }

    /** Gives all items to the sink. */
    public void each(Object focus, Frame frame, Sink out) {
        expr.each(focus, frame, out);
    }

    public List<Object> all(Object focus, Frame frame) {
        List<Object> items = new ArrayList<>();
        expr.each(focus, frame, items::add);
        return items;
    }

    /**
     * The only item; null where there is none.
     *
     * @throws PathRunException where there are several
     */
    public @Nullable Object single(Object focus, Frame frame) {
        return expr.single(focus, frame);
    }

    /** An item of this path as a value: String, Boolean, Integer, BigDecimal, {@link PartialTime}, or JSON where it is a structure. */
    public Object value(Object item) {
        return Values.of(item, expr.typing());
    }

    /**
     * Whether the path holds; nothing counts as no.
     *
     * @throws PathRunException where it yields anything but a truth value
     */
    public boolean holds(Object focus, Frame frame) {
        Object item = expr.single(focus, frame);
        if (item == null) {
            return false;
        }
        Object value = Values.of(item, expr.typing());
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw new PathRunException("a condition is true or false; found a " + Values.name(value));
    }
}
