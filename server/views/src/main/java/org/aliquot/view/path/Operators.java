package org.aliquot.view.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.aliquot.view.path.Ast.Operator;
import org.jspecify.annotations.Nullable;

/** Operators of the subset; "nothing" is a third truth value (FHIRPath, boolean logic). */
final class Operators {
    private Operators() {}

    /** {@code and}, {@code or}. */
    static final class Logic extends Scalar {
        private final Expr left;
        private final Expr right;
        // What decides alone: false for and, true for or.
        private final Boolean decisive;

        Logic(Operator operator, Expr left, Expr right) {
            super(Typing.BOOLEAN);
            this.left = left;
            this.right = right;
            this.decisive = operator == Operator.OR;
        }

        @Override
        @Nullable
        Object single(Object focus, Frame frame) {
            return test(focus, frame);
        }

        @Override
        @Nullable
        Boolean test(Object focus, Frame frame) {
            Boolean a = left.test(focus, frame);
            if (decisive.equals(a)) {
                return a;
            }
            Boolean b = right.test(focus, frame);
            if (decisive.equals(b)) {
                return b;
            }
            // Neither decides: both are known, or one is not.
            if (a == null || b == null) {
                return null;
            }
            return a;
        }
    }

    /** {@code =}, {@code !=}: of collections, item by item. */
    static final class Equality extends Scalar {
        private final Expr left;
        private final Expr right;
        private final boolean isNegated;
        private final @Nullable String word;

        Equality(Operator operator, Expr left, Expr right) {
            super(Typing.BOOLEAN);
            this.left = left;
            this.right = right;
            this.isNegated = operator == Operator.NOT_EQUAL;
            this.word =
                    right instanceof Functions.Literal literal && literal.value() instanceof String text ? text : null;
        }

        @Override
        @Nullable
        Object single(Object focus, Frame frame) {
            return test(focus, frame);
        }

        @Override
        @Nullable
        Boolean test(Object focus, Frame frame) {
            Boolean equal = equal(focus, frame);
            return equal == null ? null : equal != isNegated;
        }

        private @Nullable Boolean equal(Object focus, Frame frame) {
            Single a = new Single();
            left.each(focus, frame, a);
            if (word != null
                    && !a.isMore()
                    && a.first() instanceof JsonNode node
                    && node.isTextual()
                    && Values.kind(left.typing().one()) == null) {
                return word.equals(node.textValue());
            }
            Single b = new Single();
            right.each(focus, frame, b);
            if (a.first() == null || b.first() == null) {
                return null;
            }
            if (a.isMore() || b.isMore()) {
                return listsEqual(focus, frame);
            }
            return Values.areEqual(Values.of(a.first(), left.typing()), Values.of(b.first(), right.typing()));
        }

        private @Nullable Boolean listsEqual(Object focus, Frame frame) {
            List<Object> a = Functions.all(left, focus, frame);
            List<Object> b = Functions.all(right, focus, frame);
            if (a.size() != b.size()) {
                return false;
            }
            Boolean all = true;
            for (int i = 0; i < a.size(); i++) {
                Boolean equal =
                        Values.areEqual(Values.of(a.get(i), left.typing()), Values.of(b.get(i), right.typing()));
                if (Boolean.FALSE.equals(equal)) {
                    return false;
                }
                all = equal == null ? null : all;
            }
            return all;
        }
    }

    /** {@code <}, {@code <=}, {@code >}, {@code >=}. */
    static final class Comparison extends Scalar {
        private final Operator operator;
        private final Expr left;
        private final Expr right;

        Comparison(Operator operator, Expr left, Expr right) {
            super(Typing.BOOLEAN);
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        @Nullable
        Object single(Object focus, Frame frame) {
            return test(focus, frame);
        }

        @Override
        @Nullable
        Boolean test(Object focus, Frame frame) {
            Object a = left.value(focus, frame);
            Object b = a == null ? null : right.value(focus, frame);
            Integer order = a == null || b == null ? null : Values.compare(a, b);
            if (order == null) {
                return null;
            }
            return switch (operator) {
                case LESS -> order < 0;
                case AT_MOST -> order <= 0;
                case GREATER -> order > 0;
                default -> order >= 0;
            };
        }
    }

    /** {@code +}, {@code -}, {@code *}, {@code /}; {@code +} joins texts, too. */
    static final class Arithmetic extends Scalar {
        private final Operator operator;
        private final Expr left;
        private final Expr right;

        Arithmetic(Operator operator, Expr left, Expr right, Typing typing) {
            super(typing);
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        @Nullable
        Object single(Object focus, Frame frame) {
            Object a = left.value(focus, frame);
            Object b = a == null ? null : right.value(focus, frame);
            if (a == null || b == null) {
                return null;
            }
            if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
                return Numbers.calculate(operator, a, b);
            }
            if (operator == Operator.ADD && a instanceof String s && b instanceof String t) {
                Values.bound(s.length() + (long) t.length());
                return s + t;
            }
            throw new PathRunException("'" + operator.sign + "' of a " + Values.name(a) + " and a " + Values.name(b)
                    + " is not in the subset for views");
        }
    }

    /** {@code -operand}, {@code +operand}. */
    static final class Sign extends Scalar {
        private final boolean isMinus;
        private final Expr operand;

        Sign(boolean isMinus, Expr operand) {
            super(operand.typing());
            this.isMinus = isMinus;
            this.operand = operand;
        }

        @Override
        @Nullable
        Object single(Object focus, Frame frame) {
            Object value = operand.value(focus, frame);
            if (value == null) {
                return null;
            }
            if (!Numbers.isNumber(value)) {
                throw new PathRunException("a sign belongs before a number, not before a " + Values.name(value));
            }
            return isMinus ? Numbers.calculate(Operator.SUBTRACT, 0, value) : value;
        }
    }
}
