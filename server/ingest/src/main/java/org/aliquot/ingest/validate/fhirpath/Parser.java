package org.aliquot.ingest.validate.fhirpath;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From text to a program, by precedence (FHIRPath N1, 6.8). */
final class Parser {
    private static final Map<String, Integer> PRECEDENCE = Map.ofEntries(
            Map.entry("implies", 1),
            Map.entry("or", 2),
            Map.entry("and", 3),
            Map.entry("=", 5),
            Map.entry("!=", 5),
            Map.entry("<", 6),
            Map.entry("<=", 6),
            Map.entry(">", 6),
            Map.entry(">=", 6),
            Map.entry("|", 7),
            Map.entry("is", 8));

    private final Tokens tokens;

    Parser(String text) throws UnsupportedExpressionException {
        this.tokens = new Tokens(text);
    }

    Program parse() throws UnsupportedExpressionException {
        Program program = expression(0);
        if (!tokens.peek().isEmpty()) {
            throw new UnsupportedExpressionException("'" + tokens.peek() + "'");
        }
        return program;
    }

    private Program expression(int above) throws UnsupportedExpressionException {
        Program left = term();
        while (true) {
            String operator = tokens.peek();
            Integer precedence = PRECEDENCE.get(operator);
            if (precedence == null || precedence <= above) {
                return left;
            }
            tokens.next();
            left = operator.equals("is") ? is(left, type()) : binary(operator, left, expression(precedence));
        }
    }

    private static Program is(Program left, String type) {
        return (scope, focus) -> {
            List<Object> items = left.run(scope, focus);
            if (items.size() > 1) {
                throw UnsureException.INSTANCE;
            }
            return items.isEmpty() ? List.of() : Operators.of(Operators.isOfType(items.get(0), type));
        };
    }

    private static Program binary(String operator, Program left, Program right) {
        return switch (operator) {
            case "implies" -> (scope, focus) -> Operators.implies(left.run(scope, focus), right.run(scope, focus));
            case "or" ->
                (scope, focus) -> {
                    List<Object> first = left.run(scope, focus);
                    return Boolean.TRUE.equals(Operators.truth(first))
                            ? Operators.of(true)
                            : Operators.or(first, right.run(scope, focus));
                };
            case "and" ->
                (scope, focus) -> {
                    List<Object> first = left.run(scope, focus);
                    return Boolean.FALSE.equals(Operators.truth(first))
                            ? Operators.of(false)
                            : Operators.and(first, right.run(scope, focus));
                };
            case "=" -> (scope, focus) -> Operators.equal(left.run(scope, focus), right.run(scope, focus), true);
            case "!=" -> (scope, focus) -> Operators.equal(left.run(scope, focus), right.run(scope, focus), false);
            case "|" -> (scope, focus) -> Operators.union(left.run(scope, focus), right.run(scope, focus));
            default -> (scope, focus) -> Operators.compare(left.run(scope, focus), right.run(scope, focus), operator);
        };
    }

    private Program term() throws UnsupportedExpressionException {
        Program left = primary();
        while (tokens.accept(".")) {
            left = invocation(left, tokens.next());
        }
        return left;
    }

    private Program primary() throws UnsupportedExpressionException {
        String token = tokens.next();
        if (token.equals("(")) {
            Program inner = expression(0);
            tokens.expect(")");
            return inner;
        }
        if (token.startsWith("'")) {
            List<Object> constant = List.of(Tokens.unquoted(token));
            return (scope, focus) -> constant;
        }
        if (!token.isEmpty() && Character.isDigit(token.charAt(0))) {
            List<Object> constant = List.of(new BigDecimal(token));
            return (scope, focus) -> constant;
        }
        Program itself = (scope, focus) -> focus;
        return switch (token) {
            case "true", "false" -> {
                List<Object> constant = List.of(Boolean.valueOf(token));
                yield (scope, focus) -> constant;
            }
            case "$this" -> itself;
            case "%resource" -> (scope, focus) -> List.of(scope.resource());
            default -> invocation(itself, token);
        };
    }

    private Program invocation(Program left, String name) throws UnsupportedExpressionException {
        if (!name.matches("[a-z]\\w*")) {
            throw new UnsupportedExpressionException("'" + name + "'");
        }
        if (tokens.accept("(")) {
            return function(left, name);
        }
        return (scope, focus) -> children(left.run(scope, focus), name);
    }

    private static List<Object> children(List<Object> items, String name) {
        if (items.size() == 1) {
            return items.get(0) instanceof Node node ? node.items(name) : List.of();
        }
        List<Object> found = new ArrayList<>();
        for (Object item : items) {
            if (item instanceof Node node) {
                found.addAll(node.items(name));
            }
        }
        return found;
    }

    private Program function(Program left, String name) throws UnsupportedExpressionException {
        if (tokens.accept(")")) {
            return Functions.of(name, left, null, null, null);
        }
        if (name.equals("ofType")) {
            String type = type();
            tokens.expect(")");
            return Functions.of(name, left, (scope, focus) -> List.of(), null, type);
        }
        boolean isConstant = tokens.peek().startsWith("'") && tokens.isNextButOne(")");
        @Nullable String constant = isConstant ? Tokens.unquoted(tokens.peek()) : null;
        Program argument = expression(0);
        tokens.expect(")");
        return Functions.of(name, left, argument, constant, null);
    }

    private String type() throws UnsupportedExpressionException {
        String type = tokens.next();
        if (type.equals("FHIR") && tokens.accept(".")) {
            type = tokens.next();
        }
        if (!type.matches("[A-Za-z]\\w*") || type.equals("System")) {
            throw new UnsupportedExpressionException("the type " + type);
        }
        return type;
    }
}
