package org.aliquot.view.path;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aliquot.view.path.Ast.Operator;

/** Reads the words of a path (FHIRPath, grammar), and refuses what is outside the subset by its name. */
final class PathParser {
    /** Parentheses, indexes and arguments within one another. */
    static final int DEEPEST = 64;

    private static final Map<String, Operator> OPERATORS =
            Stream.of(Operator.values()).collect(Collectors.toMap(operator -> operator.sign, Function.identity()));
    private static final Set<String> OUTSIDE =
            Set.of("div", "mod", "is", "as", "in", "contains", "xor", "implies", "|", "&", "~", "!~");

    private final List<Token> tokens;
    private int at;
    private int depth;

    private PathParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    static Ast parse(String text) throws PathException {
        PathParser parser = new PathParser(Lexer.tokens(text));
        Ast path = parser.expression(0);
        Token rest = parser.peek();
        if (rest.kind() != Token.Kind.END) {
            throw new PathException(rest.at(), "expected an operator or the end, found " + rest.shown());
        }
        return path;
    }

    private Ast expression(int least) throws PathException {
        if (++depth > DEEPEST) {
            throw new PathException(peek().at(), "the path is nested deeper than " + DEEPEST);
        }
        Ast left = unary();
        while (true) {
            Token token = peek();
            if (OUTSIDE.contains(token.text())
                    && (token.kind() == Token.Kind.NAME || token.kind() == Token.Kind.SIGN)) {
                throw new PathException(
                        token.at(),
                        "the operator '" + token.text()
                                + "' is not in the subset for views; expected one of = != < <= > >= + - * / and or");
            }
            Operator operator = token.kind() == Token.Kind.NAME || token.kind() == Token.Kind.SIGN
                    ? OPERATORS.get(token.text())
                    : null;
            if (operator == null || operator.precedence < least) {
                depth--;
                return left;
            }
            at++;
            Ast right = expression(operator.precedence + 1);
            left = new Ast.Binary(operator, left, right, token.at());
        }
    }

    private Ast unary() throws PathException {
        Token token = peek();
        if (token.is("-") || token.is("+")) {
            if (++depth > DEEPEST) {
                throw new PathException(token.at(), "the path is nested deeper than " + DEEPEST);
            }
            at++;
            Ast signed = new Ast.Sign(token.is("-"), unary(), token.at());
            depth--;
            return signed;
        }
        return steps(term());
    }

    private Ast steps(Ast first) throws PathException {
        Ast path = first;
        while (true) {
            if (accept(".")) {
                Token token = peek();
                if (!token.isName()) {
                    throw new PathException(
                            token.at(), "expected an element or a function after '.', found " + token.shown());
                }
                at++;
                path = invocation(Optional.of(path), token);
            } else if (peek().is("[")) {
                int open = peek().at();
                at++;
                Ast index = expression(0);
                expect("]");
                path = new Ast.Index(path, index, open);
            } else {
                return path;
            }
        }
    }

    private Ast term() throws PathException {
        Token token = peek();
        at++;
        return switch (token.kind()) {
            case STRING -> new Ast.Literal(token.text(), token.at());
            case NUMBER -> number(token);
            case TIME -> time(token);
            case VARIABLE -> new Ast.Variable(token.text(), token.at());
            case QUOTED_NAME -> invocation(Optional.empty(), token);
            case NAME ->
                token.text().equals("true") || token.text().equals("false")
                        ? new Ast.Literal(token.text().equals("true"), token.at())
                        : invocation(Optional.empty(), token);
            case SIGN, END -> sign(token);
        };
    }

    private Ast sign(Token token) throws PathException {
        return switch (token.text()) {
            case "(" -> {
                Ast inner = expression(0);
                expect(")");
                yield inner;
            }
            case "{" -> {
                expect("}");
                yield new Ast.Nothing(token.at());
            }
            case "$this" -> new Ast.This(token.at());
            default ->
                throw new PathException(
                        token.at(),
                        token.text().startsWith("$")
                                ? token.text() + " is not in the subset for views; expected $this"
                                : "expected an element, a function or a value, found " + token.shown());
        };
    }

    private Ast invocation(Optional<Ast> target, Token name) throws PathException {
        if (name.kind() == Token.Kind.QUOTED_NAME || !accept("(")) {
            return new Ast.Member(target, name.text(), name.at());
        }
        List<Ast> arguments = new ArrayList<>();
        if (!accept(")")) {
            do {
                arguments.add(expression(0));
            } while (accept(","));
            expect(")");
        }
        return new Ast.Call(target, name.text(), List.copyOf(arguments), name.at());
    }

    private Ast number(Token token) throws PathException {
        Token after = peek();
        if (after.kind() == Token.Kind.STRING || (after.kind() == Token.Kind.NAME && isCalendarUnit(after.text()))) {
            throw new PathException(
                    token.at(), "quantities are not in the subset for views; compare a quantity's value and code");
        }
        if (token.text().length() > Numbers.MOST_DIGITS) {
            throw new PathException(token.at(), "the number is longer than " + Numbers.MOST_DIGITS + " digits");
        }
        BigDecimal value = new BigDecimal(token.text());
        boolean isInteger = token.text().indexOf('.') < 0 && value.compareTo(Numbers.MOST_INTEGER) <= 0;
        return new Ast.Literal(isInteger ? (Object) value.intValueExact() : value, token.at());
    }

    private static boolean isCalendarUnit(String word) {
        return word.matches("(year|month|week|day|hour|minute|second|millisecond)s?");
    }

    private static Ast time(Token token) throws PathException {
        PartialTime time = PartialTime.literal(token.text());
        if (time == null) {
            throw new PathException(
                    token.at(),
                    "@" + token.text()
                            + " is no time; expected for example @2026-01-31, @2026-01-31T08:30:00Z, @T08:30");
        }
        return new Ast.Literal(time, token.at());
    }

    private Token peek() {
        return tokens.get(at);
    }

    private boolean accept(String sign) {
        if (!peek().is(sign)) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(String sign) throws PathException {
        if (!accept(sign)) {
            throw new PathException(peek().at(), "expected '" + sign + "', found " + peek().shown());
        }
    }
}
