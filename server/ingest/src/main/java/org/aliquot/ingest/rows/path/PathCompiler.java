package org.aliquot.ingest.rows.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.ingest.rows.json.Child;
import org.aliquot.ingest.rows.json.ElementType;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.Schema;
import org.aliquot.ingest.rows.json.ValueType;

/**
 * Compiles one branch of a search parameter's expression for one resource type:
 *
 * <pre>
 * branch  = path [ " as " Type ] | path ".exists() and " path " != false"
 * path    = head { "." step }
 * head    = Type | name | "(" branch ")"
 * step    = name | "as(" Type ")" | "ofType(" Type ")" | "extension('" url "')"
 *         | "where(resolve() is " Type ")" | "where(" name "=" "'" string "')"
 * </pre>
 *
 * Types are followed on the way, so a path compiles only if every step of it is sure.
 */
final class PathCompiler {
    private static final Pattern NOT_FALSE = Pattern.compile("(?<path>[\\w.]+)\\.exists\\(\\) and \\k<path> != false");
    private static final Pattern AS = Pattern.compile("(?<path>.+) as (?<type>\\w+)");
    private static final Pattern FUNCTION = Pattern.compile("(?<name>\\w+)\\((?<argument>.*)\\)");
    private static final Pattern RESOLVES = Pattern.compile("resolve\\(\\) is (?<type>\\w+)");
    private static final Pattern EQUALS = Pattern.compile("(?<name>\\w+)\\s*=\\s*'(?<value>[^'\\\\]*)'");
    private static final Pattern STRING = Pattern.compile("'(?<value>[^'\\\\]*)'");
    private static final Set<String> ANY_RESOURCE = Set.of("Resource", "DomainResource");

    private final Schema schema;
    private final ElementType resource;

    PathCompiler(Schema schema, ElementType resource) {
        this.schema = schema;
        this.resource = resource;
    }

    /** Empty where the expression is one of another resource type's: it finds nothing here. */
    Optional<Path> compile(String branch) throws NotCompiledException {
        Matcher notFalse = NOT_FALSE.matcher(branch);
        String expression = notFalse.matches() ? notFalse.group("path") : branch;
        Typed typed = new Typed();
        if (!typed.branch(expression)) {
            return Optional.empty();
        }
        if (typed.steps.isEmpty()) {
            throw new NotCompiledException("ends at the resource itself");
        }
        if (typed.ends.stream().anyMatch(end -> end.fhirType().equals("Extension"))) {
            throw new NotCompiledException("ends at an extension");
        }
        return Optional.of(new Path(branch, typed.steps, notFalse.matches()));
    }

    /** A path so far, and the types its values can have. */
    private final class Typed {
        private final List<Step> steps = new ArrayList<>();
        private List<Field> ends = List.of();

        // False: another resource type's.
        private boolean branch(String expression) throws NotCompiledException {
            Matcher as = AS.matcher(expression);
            if (as.matches() && isClosed(as.group("path"))) {
                return path(as.group("path")) && as(as.group("type"));
            }
            return path(expression);
        }

        private boolean path(String expression) throws NotCompiledException {
            List<String> segments = split(expression);
            if (segments.isEmpty()) {
                throw new NotCompiledException("nothing where a path is expected");
            }
            String head = segments.get(0);
            if (head.startsWith("(") && head.endsWith(")")) {
                if (!branch(head.substring(1, head.length() - 1))) {
                    return false;
                }
            } else if (Character.isUpperCase(head.charAt(0))) {
                if (!isOurs(head)) {
                    return false;
                }
            } else {
                step(head);
            }
            for (String segment : segments.subList(1, segments.size())) {
                step(segment);
            }
            return true;
        }

        private boolean isOurs(String type) throws NotCompiledException {
            if (type.equals(resource.name()) || ANY_RESOURCE.contains(type)) {
                return true;
            }
            if (schema.resource(type).isEmpty()) {
                throw new NotCompiledException("starts at " + type);
            }
            return false;
        }

        private void step(String segment) throws NotCompiledException {
            Matcher function = FUNCTION.matcher(segment);
            if (!function.matches()) {
                to(segment);
                return;
            }
            String argument = function.group("argument").trim();
            switch (function.group("name")) {
                case "as", "ofType" -> {
                    refuseSubtypesOf(argument);
                    as(argument);
                }
                case "where" -> where(argument);
                case "extension" -> {
                    Matcher url = STRING.matcher(argument);
                    if (!url.matches()) {
                        throw new NotCompiledException(segment);
                    }
                    to("extension");
                    steps.add(new Step.Where(child("url"), url.group("value")));
                }
                default -> throw new NotCompiledException(segment);
            }
        }

        private void to(String name) throws NotCompiledException {
            ElementType parent = typeHere();
            Child child = child(name);
            steps.add(new Step.To(child));
            Field only = child.only();
            ends = only != null ? List.of(only) : parent.fieldsOf(child);
        }

        private Child child(String name) throws NotCompiledException {
            ElementType here = typeHere();
            return here.child(name).orElseThrow(() -> new NotCompiledException(here + " has no " + name));
        }

        private ElementType typeHere() throws NotCompiledException {
            if (steps.isEmpty()) {
                return resource;
            }
            if (ends.size() != 1 || ends.get(0).valueType().isPrimitive()) {
                throw new NotCompiledException("goes on where the type is not sure: " + ends);
            }
            return ends.get(0).type();
        }

        private boolean as(String type) throws NotCompiledException {
            if (steps.isEmpty()) {
                throw new NotCompiledException("a type of the resource itself");
            }
            List<Field> left =
                    ends.stream().filter(end -> end.fhirType().equals(type)).toList();
            if (left.isEmpty()) {
                // Nothing is ever of this type here, which may as well be a type that is spelled otherwise.
                throw new NotCompiledException("never a " + type + ": " + ends);
            }
            if (left.size() < ends.size()) {
                steps.add(new Step.As(type));
            }
            ends = left;
            return true;
        }

        // The functions, unlike the operator, take an Age for a Quantity.
        private void refuseSubtypesOf(String type) throws NotCompiledException {
            for (Field end : ends) {
                if (!end.valueType().isPrimitive()
                        && !end.fhirType().equals(type)
                        && end.valueType() != ValueType.OTHER
                        && end.valueType() == valueTypeOf(type)) {
                    throw new NotCompiledException(end.fhirType() + " may be a " + type);
                }
            }
        }

        private ValueType valueTypeOf(String type) {
            return ends.stream()
                    .filter(end -> end.fhirType().equals(type))
                    .map(Field::valueType)
                    .findFirst()
                    .orElse(ValueType.OTHER);
        }

        private void where(String condition) throws NotCompiledException {
            Matcher resolves = RESOLVES.matcher(condition);
            if (resolves.matches()) {
                refersTo(resolves.group("type"));
                return;
            }
            Matcher equals = EQUALS.matcher(condition);
            if (!equals.matches()) {
                throw new NotCompiledException("where(" + condition + ")");
            }
            Child child = child(equals.group("name"));
            Field only = child.only();
            if (only == null || child.repeating() || !only.valueType().isQuoted()) {
                throw new NotCompiledException("where(" + condition + ")");
            }
            steps.add(new Step.Where(child, equals.group("value")));
        }

        private void refersTo(String type) throws NotCompiledException {
            boolean references =
                    !ends.isEmpty() && ends.stream().allMatch(end -> end.valueType() == ValueType.REFERENCE);
            if (!references || schema.resource(type).isEmpty()) {
                throw new NotCompiledException("resolve() is " + type + " of " + ends);
            }
            steps.add(new Step.RefersTo(type));
        }
    }

    // At the dots outside of parentheses and strings.
    private static List<String> split(String path) {
        List<String> segments = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            quoted ^= c == '\'';
            if (quoted) {
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '.' && depth == 0) {
                segments.add(path.substring(from, i).trim());
                from = i + 1;
            }
        }
        segments.add(path.substring(from).trim());
        segments.removeIf(String::isEmpty);
        return segments;
    }

    private static boolean isClosed(String text) {
        return text.chars().filter(c -> c == '(').count()
                == text.chars().filter(c -> c == ')').count();
    }
}
