package org.aliquot.ingest.validate.fhirpath;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** FHIRPath N1, section 6. */
final class Operators {
    // Equal by rules of their own (6.1.1).
    private static final Set<String> TIMES = Set.of("date", "dateTime", "instant", "time");

    // Of which HAPI's engine may take some for a Quantity.
    private static final Set<String> QUANTITIES = Set.of("Age", "Count", "Distance", "Duration");
    private static final List<Object> TRUE = List.of(true);
    private static final List<Object> FALSE = List.of(false);

    private Operators() {}

    static List<Object> of(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** Nothing, or a truth value; anything single is true (5.1). */
    static @Nullable Boolean truth(List<Object> items) {
        if (items.isEmpty()) {
            return null;
        }
        if (items.size() > 1) {
            throw UnsureException.INSTANCE;
        }
        Object item = items.get(0);
        Object value = item instanceof Node node && node.hasValue() ? node.primitive() : item;
        return value instanceof Boolean truth ? truth : Boolean.TRUE;
    }

    static boolean isTrue(List<Object> items) {
        if (items.size() > 1) {
            return true;
        }
        return Boolean.TRUE.equals(truth(items));
    }

    static List<Object> and(List<Object> left, List<Object> right) {
        Boolean a = truth(left);
        Boolean b = truth(right);
        if (Boolean.FALSE.equals(a) || Boolean.FALSE.equals(b)) {
            return of(false);
        }
        return a == null || b == null ? List.of() : of(true);
    }

    static List<Object> or(List<Object> left, List<Object> right) {
        Boolean a = truth(left);
        Boolean b = truth(right);
        if (Boolean.TRUE.equals(a) || Boolean.TRUE.equals(b)) {
            return of(true);
        }
        return a == null || b == null ? List.of() : of(false);
    }

    static List<Object> implies(List<Object> left, List<Object> right) {
        Boolean a = truth(left);
        Boolean b = truth(right);
        if (Boolean.FALSE.equals(a) || Boolean.TRUE.equals(b)) {
            return of(true);
        }
        return a == null || b == null ? List.of() : of(false);
    }

    static List<Object> equal(List<Object> left, List<Object> right, boolean wanted) {
        if (left.isEmpty() || right.isEmpty()) {
            return List.of();
        }
        if (left.size() != right.size()) {
            return of(!wanted);
        }
        for (int i = 0; i < left.size(); i++) {
            if (!isEqual(left.get(i), right.get(i))) {
                return of(!wanted);
            }
        }
        return of(wanted);
    }

    static boolean isEqual(Object left, Object right) {
        if (left instanceof Node a && !a.isPrimitive() || right instanceof Node b && !b.isPrimitive()) {
            return left instanceof Node a
                    && right instanceof Node b
                    && a.json() != null
                    && a.typeName().equals(b.typeName())
                    && a.json().equals(b.json());
        }
        Object a = value(left);
        Object b = value(right);
        if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
            return x.compareTo(y) == 0;
        }
        return a != null && a.equals(b);
    }

    private static @Nullable Object value(Object item) {
        if (item instanceof Node node) {
            if (TIMES.contains(node.typeName())) {
                throw UnsureException.INSTANCE;
            }
            return node.primitive();
        }
        return item;
    }

    /** Of numbers; anything else is for another engine. */
    static List<Object> compare(List<Object> left, List<Object> right, String operator) {
        if (left.isEmpty() || right.isEmpty()) {
            return List.of();
        }
        if (left.size() > 1
                || right.size() > 1
                || !(value(left.get(0)) instanceof BigDecimal a)
                || !(value(right.get(0)) instanceof BigDecimal b)) {
            throw UnsureException.INSTANCE;
        }
        int order = a.compareTo(b);
        return of(
                switch (operator) {
                    case "<" -> order < 0;
                    case "<=" -> order <= 0;
                    case ">" -> order > 0;
                    default -> order >= 0;
                });
    }

    static List<Object> union(List<Object> left, List<Object> right) {
        List<Object> all = new ArrayList<>(left.size() + right.size());
        for (List<Object> side : List.of(left, right)) {
            for (Object item : side) {
                if (!contains(all, item)) {
                    all.add(item);
                }
            }
        }
        return all;
    }

    static List<Object> intersect(List<Object> left, List<Object> right) {
        List<Object> both = new ArrayList<>();
        for (Object item : left) {
            if (contains(right, item) && !contains(both, item)) {
                both.add(item);
            }
        }
        return both;
    }

    private static boolean contains(List<Object> items, Object item) {
        return items.stream().anyMatch(other -> isEqual(other, item));
    }

    static List<Object> ofType(List<Object> items, String type) {
        List<Object> those = new ArrayList<>(items.size());
        for (Object item : items) {
            if (isOfType(item, type)) {
                those.add(item);
            }
        }
        return those;
    }

    static boolean isOfType(Object item, String type) {
        if (!(item instanceof Node node)) {
            throw UnsureException.INSTANCE;
        }
        if (type.equals("Quantity") && QUANTITIES.contains(node.typeName())) {
            throw UnsureException.INSTANCE;
        }
        return node.typeName().equals(type);
    }
}
