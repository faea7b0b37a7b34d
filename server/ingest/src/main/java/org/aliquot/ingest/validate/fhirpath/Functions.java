package org.aliquot.ingest.validate.fhirpath;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** FHIRPath N1, section 5, and FHIR R4 fhirpath.html 2.9.1.5: what invariants use. */
final class Functions {
    private Functions() {}

    /** What is called on. */
    @FunctionalInterface
    private interface OnText {
        Object apply(String text);
    }

    /**
     * @param argument null where there is none
     * @param constant the argument where it is a string
     * @param type the argument where it is a type's name
     */
    static Program of(
            String name, Program left, @Nullable Program argument, @Nullable String constant, @Nullable String type)
            throws UnsupportedExpressionException {
        if (argument == null) {
            return without(name, left);
        }
        switch (name) {
            case "where" -> {
                return (scope, focus) -> where(scope, left.run(scope, focus), argument);
            }
            case "exists" -> {
                return (scope, focus) -> Operators.of(
                        !where(scope, left.run(scope, focus), argument).isEmpty());
            }
            case "all" -> {
                return (scope, focus) -> all(scope, left.run(scope, focus), argument);
            }
            case "intersect" -> {
                return (scope, focus) -> Operators.intersect(left.run(scope, focus), argument.run(scope, focus));
            }
            case "ofType" -> {
                if (type != null) {
                    return (scope, focus) -> Operators.ofType(left.run(scope, focus), type);
                }
            }
            case "startsWith" -> {
                if (constant != null) {
                    return text(left, text -> text.startsWith(constant));
                }
            }
            case "matches" -> {
                if (constant != null) {
                    Predicate<String> pattern = pattern(constant);
                    return text(left, pattern::test);
                }
            }
            case "extension" -> {
                if (constant != null) {
                    return (scope, focus) -> extension(left.run(scope, focus), constant);
                }
            }
            default -> {
                // Named below.
            }
        }
        throw new UnsupportedExpressionException(name + "() with this argument");
    }

    private static Program without(String name, Program left) throws UnsupportedExpressionException {
        return switch (name) {
            case "exists" ->
                (scope, focus) -> Operators.of(!left.run(scope, focus).isEmpty());
            case "empty" ->
                (scope, focus) -> Operators.of(left.run(scope, focus).isEmpty());
            case "not" ->
                (scope, focus) -> {
                    Boolean truth = Operators.truth(left.run(scope, focus));
                    return truth == null ? List.of() : Operators.of(!truth);
                };
            case "count" ->
                (scope, focus) -> List.of(Node.number(left.run(scope, focus).size()));
            case "hasValue" ->
                (scope, focus) -> {
                    List<Object> items = left.run(scope, focus);
                    return Operators.of(items.size() == 1 && items.get(0) instanceof Node node && node.hasValue());
                };
            case "descendants" -> (scope, focus) -> descendants(scope, left.run(scope, focus));
            case "trim" -> text(left, String::trim);
            case "length" -> text(left, text -> Node.number(text.length()));
            default -> throw new UnsupportedExpressionException(name + "()");
        };
    }

    static List<Object> where(Scope scope, List<Object> items, Program criterion) {
        if (items.isEmpty()) {
            return items;
        }
        List<Object> those = new ArrayList<>(items.size());
        for (Object item : items) {
            if (Operators.isTrue(criterion.run(scope, List.of(item)))) {
                those.add(item);
            }
        }
        return those;
    }

    private static List<Object> all(Scope scope, List<Object> items, Program criterion) {
        for (Object item : items) {
            if (!Operators.isTrue(criterion.run(scope, List.of(item)))) {
                return Operators.of(false);
            }
        }
        return Operators.of(true);
    }

    private static List<Object> descendants(Scope scope, List<Object> items) {
        List<Object> found = new ArrayList<>();
        for (Object item : items) {
            if (item instanceof Node node) {
                if (items.size() == 1) {
                    return scope.descendants(node);
                }
                found.addAll(scope.descendants(node));
            }
        }
        return found;
    }

    private static List<Object> extension(List<Object> items, String url) {
        List<Object> found = new ArrayList<>();
        for (Object item : items) {
            if (item instanceof Node node) {
                for (Object one : node.items("extension")) {
                    if (one instanceof Node extension
                            && extension.json() != null
                            && extension.json().path("url").asText().equals(url)) {
                        found.add(extension);
                    }
                }
            }
        }
        return found;
    }

    private static Program text(Program left, OnText function) {
        return (scope, focus) -> {
            List<Object> items = left.run(scope, focus);
            if (items.isEmpty()) {
                return List.of();
            }
            Object item = items.get(0);
            Object value = item instanceof Node node ? node.primitive() : item;
            if (items.size() > 1 || !(value instanceof String text)) {
                throw UnsureException.INSTANCE;
            }
            return List.of(function.apply(text));
        };
    }

    // As HAPI reads it: anywhere in the text, and a dot is any character.
    private static Predicate<String> pattern(String regex) throws UnsupportedExpressionException {
        try {
            return Pattern.compile(regex, Pattern.DOTALL).asPredicate();
        } catch (PatternSyntaxException e) {
            throw new UnsupportedExpressionException("the pattern " + regex);
        }
    }
}
