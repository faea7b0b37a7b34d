package org.aliquot.ingest.validate.fhirpath;

import java.util.List;

/** A compiled expression. Thread-safe. */
public final class Expression {
    private final String text;
    private final Program program;

    private Expression(String text, Program program) {
        this.text = text;
        this.program = program;
    }

    /** @throws UnsupportedExpressionException naming what is not understood */
    public static Expression compile(String text) throws UnsupportedExpressionException {
        return new Expression(text, new Parser(text).parse());
    }

    /**
     * Whether an invariant holds: nothing is false, and anything but a truth value is true, as HAPI's validator has it.
     *
     * @param resource what {@code %resource} is
     * @param focus what the expression is about
     * @throws UnsureException where it met values that it does not understand
     */
    public boolean holds(Scope resource, Node focus) {
        return Operators.isTrue(program.run(resource, List.of(focus)));
    }

    @Override
    public String toString() {
        return text;
    }
}
