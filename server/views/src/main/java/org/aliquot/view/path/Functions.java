package org.aliquot.view.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions over a whole collection, and what stands at the beginning of a path. */
final class Functions {
    private Functions() {}

    /** A value written in the path, or a constant of the view. */
    static final class Literal extends Scalar {
        private final Object value;

        Literal(Object value, Typing typing) {
            super(typing);
            this.value = value;
        }

        Object value() {
            return value;
        }

        @Override
        Object single(Object focus, Frame frame) {
            return value;
        }
    }

    /** {@code {}}. */
    static final class Nothing extends Scalar {
        Nothing() {
            super(Typing.UNKNOWN);
        }

        @Override
        @Nullable
        Object single(Object focus, Frame frame) {
            return null;
        }
    }

    /** {@code %rowIndex}. */
    static final class RowIndex extends Scalar {
        RowIndex() {
            super(Typing.INTEGER);
        }

        @Override
        Object single(Object focus, Frame frame) {
            return frame.rowIndex();
        }
    }

    /** {@code %resource}. */
    static final class Resource extends Scalar {
        Resource(Typing typing) {
            super(typing);
        }

        @Override
        Object single(Object focus, Frame frame) {
            return frame.resource();
        }
    }

    /** {@code collection[index]}, from 0. */
    static final class Index extends Expr {
        private final Expr collection;
        private final Expr index;

        Index(Expr collection, Expr index) {
            super(collection.typing());
            this.collection = collection;
            this.index = index;
        }

        @Override
        boolean each(Object focus, Frame frame, Sink out) {
            Object wanted = index.value(focus, frame);
            if (wanted == null) {
                return true;
            }
            if (!(wanted instanceof Integer place)) {
                throw new PathRunException("an index is a whole number, not a " + Values.name(wanted));
            }
            At at = new At(place);
            collection.each(focus, frame, at);
            return at.found == null || out.add(at.found);
        }
    }

    private static final class At implements Sink {
        private int left;
        private @Nullable Object found;

        At(int place) {
            this.left = place;
        }

        @Override
        public boolean add(Object item) {
            if (left-- == 0) {
                found = item;
                return false;
            }
            return true;
        }
    }

    /** {@code exists()}, {@code empty()}. */
    static final class Exists extends Scalar {
        private final Expr collection;
        private final boolean isEmpty;

        Exists(Expr collection, boolean isEmpty) {
            super(Typing.BOOLEAN);
            this.collection = collection;
            this.isEmpty = isEmpty;
        }

        @Override
        Object single(Object focus, Frame frame) {
            return test(focus, frame);
        }

        @Override
        Boolean test(Object focus, Frame frame) {
            Single found = new Single();
            collection.each(focus, frame, found);
            return (found.first() == null) == isEmpty;
        }
    }

    /** {@code not()}. */
    static final class Not extends Scalar {
        private final Expr truth;

        Not(Expr truth) {
            super(Typing.BOOLEAN);
            this.truth = truth;
        }

        @Override
        @Nullable
        Object single(Object focus, Frame frame) {
            return test(focus, frame);
        }

        @Override
        @Nullable
        Boolean test(Object focus, Frame frame) {
            Boolean value = truth.test(focus, frame);
            return value == null ? null : !value;
        }
    }

    /** {@code join(separator)}: of nothing, the empty text. */
    static final class Join extends Scalar {
        private final Expr collection;
        private final Expr separator;

        Join(Expr collection, Expr separator) {
            super(Typing.STRING);
            this.collection = collection;
            this.separator = separator;
        }

        @Override
        Object single(Object focus, Frame frame) {
            Object between = separator.value(focus, frame);
            String mark = between == null ? "" : Values.text(between);
            StringBuilder text = new StringBuilder();
            boolean[] isLater = {false};
            collection.each(focus, frame, item -> {
                String part = Values.text(Values.of(item, collection.typing()));
                if (part == null) {
                    throw new PathRunException("join() joins texts, not structures");
                }
                text.append(isLater[0] ? mark : "").append(part);
                Values.bound(text.length());
                isLater[0] = true;
                return true;
            });
            return text.toString();
        }
    }

    /** {@code lowBoundary(digits)}, {@code highBoundary(digits)}; of a Period, those of its start and end. */
    static final class Boundary extends Scalar {
        private final Expr of;
        private final boolean isLow;
        private final @Nullable Expr digits;

        Boundary(Expr of, boolean isLow, @Nullable Expr digits) {
            super(typing(of.typing()));
            this.of = of;
            this.isLow = isLow;
            this.digits = digits;
        }

        private static Typing typing(Typing of) {
            return switch (of.one()) {
                case "date", "time" -> of;
                case "dateTime", "instant", "Period" -> Typing.of("dateTime");
                default -> of.isNumber() ? Typing.DECIMAL : Typing.UNKNOWN;
            };
        }

        @Override
        @Nullable
        Object single(Object focus, Frame frame) {
            Object value = of.value(focus, frame);
            if (value instanceof ObjectNode period) {
                JsonNode edge = period.get(isLow ? "start" : "end");
                value = edge == null ? null : Values.of(edge, Typing.of("dateTime"));
            } else if (value instanceof String text && !of.typing().isOne()) {
                value = PartialTime.literal(text);
            }
            int wanted = -1;
            if (digits != null) {
                if (!(digits.value(focus, frame) instanceof Integer given)) {
                    return null;
                }
                if (given < 0) {
                    return null;
                }
                wanted = given;
            }
            if (value instanceof PartialTime time) {
                return time.boundary(isLow, wanted);
            }
            if (value == null || !Numbers.isNumber(value)) {
                if (value == null) {
                    return null;
                }
                throw new PathRunException("a " + Values.name(value) + " has no boundaries");
            }
            BigDecimal number = Numbers.decimal(value);
            return Numbers.boundary(number, isLow, wanted);
        }
    }

    /** All that an expression yields. */
    static List<Object> all(Expr expr, Object focus, Frame frame) {
        List<Object> items = new ArrayList<>();
        expr.each(focus, frame, items::add);
        return items;
    }
}
