package org.aliquot.view.path;

import java.util.List;
import java.util.Optional;

/** A path as written; each part knows at which character it begins. */
sealed interface Ast {
    int at();

    /** Text, number, truth or time: String, Integer, BigDecimal, Boolean or {@link PartialTime}. */
    record Literal(Object value, int at) implements Ast {}

    /** {@code {}}. */
    record Nothing(int at) implements Ast {}

    /** {@code $this}. */
    record This(int at) implements Ast {}

    /** {@code %name}. */
    record Variable(String name, int at) implements Ast {}

    /** {@code name}, or {@code target.name}. */
    record Member(Optional<Ast> target, String name, int at) implements Ast {}

    /** {@code name(arguments)}, or {@code target.name(arguments)}. */
    record Call(Optional<Ast> target, String name, List<Ast> arguments, int at) implements Ast {}

    /** {@code target[index]}. */
    record Index(Ast target, Ast index, int at) implements Ast {}

    /** {@code -operand}, {@code +operand}. */
    record Sign(boolean isMinus, Ast operand, int at) implements Ast {}

    record Binary(Operator operator, Ast left, Ast right, int at) implements Ast {}

    /** Binary operators of the subset. */
    enum Operator {
        MULTIPLY("*", 8),
        DIVIDE("/", 8),
        ADD("+", 7),
        SUBTRACT("-", 7),
        LESS("<", 5),
        AT_MOST("<=", 5),
        GREATER(">", 5),
        AT_LEAST(">=", 5),
        EQUAL("=", 4),
        NOT_EQUAL("!=", 4),
        AND("and", 2),
        OR("or", 1);

        final String sign;
        /** Binds tighter the higher it is (FHIRPath, operator precedence). */
        final int precedence;

        Operator(String sign, int precedence) {
            this.sign = sign;
            this.precedence = precedence;
        }
    }
}
