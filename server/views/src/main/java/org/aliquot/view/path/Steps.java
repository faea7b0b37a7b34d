package org.aliquot.view.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps that paths are made of. */
final class Steps {
    private Steps() {}

    /** Passes items on as they are, or not at all. */
    interface Filter extends Step {}

    /** An element of one type, by its name in JSON. */
    record Field(String name) implements Step {
        // Jackson's names are interned, too: maps compare them by identity first.
        Field {
            name = name.intern();
        }

        @Override
        public boolean push(Object item, Frame frame, Sink out, Chain chain, int next) {
            if (!(Typed.plain(item) instanceof ObjectNode object)) {
                return true;
            }
            return push(object.get(name), frame, out, chain, next);
        }

        private static boolean push(@Nullable JsonNode child, Frame frame, Sink out, Chain chain, int next) {
            if (child == null || child.isNull()) {
                return true;
            }
            if (!child.isArray()) {
                return chain.run(next, child, frame, out);
            }
            for (int i = 0; i < child.size(); i++) {
                // Null: the place of a value that has only an extension.
                if (!child.get(i).isNull() && !chain.run(next, child.get(i), frame, out)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** {@code value[x]}: whichever of its names is there. */
    record Choice(List<FhirTypes.Alternative> alternatives) implements Step {
        @Override
        public boolean push(Object item, Frame frame, Sink out, Chain chain, int next) {
            if (!(Typed.plain(item) instanceof ObjectNode object)) {
                return true;
            }
            for (FhirTypes.Alternative alternative : alternatives) {
                JsonNode child = object.get(alternative.key());
                if (child != null && !typed(child, alternative.type(), frame, out, chain, next)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** An element of something whose type only the data tells. */
    record AnyField(String name) implements Step {
        @Override
        public boolean push(Object item, Frame frame, Sink out, Chain chain, int next) {
            if (!(Typed.plain(item) instanceof ObjectNode object)) {
                return true;
            }
            FhirTypes.Type type = FhirTypes.type(typeOf(item, object));
            FhirTypes.Element element = type == null ? null : type.elements().get(name);
            if (element == null) {
                return Field.push(object.get(name), frame, out, chain, next);
            }
            return new Choice(element.alternatives()).push(object, frame, out, chain, next);
        }
    }

    /** {@code ofType(type)}, where only the data tells. */
    record OfType(String type) implements Filter {
        @Override
        public boolean push(Object item, Frame frame, Sink out, Chain chain, int next) {
            return !isOfType(item) || chain.run(next, item, frame, out);
        }

        private boolean isOfType(Object item) {
            if (Typed.plain(item) instanceof ObjectNode object) {
                String found = typeOf(item, object);
                return found.isEmpty() ? FhirTypes.isComplex(type) : FhirTypes.isA(found, type);
            }
            return item instanceof Typed typed
                    ? FhirTypes.isA(typed.type(), type)
                    : isWrittenLike(Values.of(item, Typing.UNKNOWN));
        }

        // Of an element that R4 does not know only the form tells.
        private boolean isWrittenLike(Object value) {
            if (value instanceof Boolean) {
                return type.equals("boolean");
            }
            if (Numbers.isNumber(value)) {
                return FhirTypes.NUMBERS.contains(type);
            }
            return FhirTypes.isPrimitive(type) && !type.equals("boolean") && !FhirTypes.NUMBERS.contains(type);
        }
    }

    /** Nothing: the definitions say that it cannot be. */
    record Never() implements Step {
        @Override
        public boolean push(Object item, Frame frame, Sink out, Chain chain, int next) {
            return true;
        }
    }

    /** {@code where(criteria)}. */
    record Where(Expr criteria) implements Filter {
        @Override
        public boolean push(Object item, Frame frame, Sink out, Chain chain, int next) {
            frame.test();
            return !Boolean.TRUE.equals(criteria.test(item, frame)) || chain.run(next, item, frame, out);
        }
    }

    /** {@code first()}. */
    record First() implements Filter {
        @Override
        public boolean push(Object item, Frame frame, Sink out, Chain chain, int next) {
            chain.run(next, item, frame, out);
            return false;
        }
    }

    /** {@code extension(url)}, given an element's extensions. */
    record ExtensionOf(String url) implements Filter {
        @Override
        public boolean push(Object item, Frame frame, Sink out, Chain chain, int next) {
            JsonNode found = Typed.plain(item) instanceof ObjectNode object ? object.get("url") : null;
            return found == null || !url.equals(found.textValue()) || chain.run(next, item, frame, out);
        }
    }

    /** {@code getResourceKey()}: the id. */
    record ResourceKey() implements Step {
        @Override
        public boolean push(Object item, Frame frame, Sink out, Chain chain, int next) {
            if (!(Typed.plain(item) instanceof ObjectNode object) || !object.has("resourceType")) {
                return true;
            }
            JsonNode id = object.get("id");
            return id == null || !id.isTextual() || chain.run(next, id, frame, out);
        }
    }

    /** {@code getReferenceKey(type)}: the id in a relative reference. */
    record ReferenceKey(@Nullable String type) implements Step {
        @Override
        public boolean push(Object item, Frame frame, Sink out, Chain chain, int next) {
            JsonNode reference = Typed.plain(item) instanceof ObjectNode object ? object.get("reference") : null;
            String key = reference == null || !reference.isTextual() ? null : key(reference.textValue());
            return key == null || chain.run(next, key, frame, out);
        }

        // "Patient/123" or "Patient/123/_history/4"; a fragment, a URL or a search names no row here.
        private @Nullable String key(String reference) {
            int slash = reference.indexOf('/');
            if (slash <= 0 || !isType(reference, slash)) {
                return null;
            }
            int end = reference.indexOf('/', slash + 1);
            if (end < 0) {
                end = reference.length();
            } else if (!reference.startsWith("/_history/", end)) {
                return null;
            }
            return end == slash + 1 ? null : reference.substring(slash + 1, end);
        }

        private boolean isType(String reference, int slash) {
            if (type != null) {
                return slash == type.length() && reference.startsWith(type);
            }
            return FhirTypes.isResource(reference.substring(0, slash));
        }
    }

    private static String typeOf(Object item, ObjectNode object) {
        String type = item instanceof Typed typed ? typed.type() : "";
        if (type.isEmpty() || type.equals("Resource")) {
            JsonNode named = object.get("resourceType");
            return named == null || !named.isTextual() ? "" : named.textValue();
        }
        return type;
    }

    private static boolean typed(JsonNode child, String type, Frame frame, Sink out, Chain chain, int next) {
        if (child instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                if (!list.get(i).isNull() && !chain.run(next, new Typed(list.get(i), type), frame, out)) {
                    return false;
                }
            }
            return true;
        }
        return child.isNull() || chain.run(next, new Typed(child, type), frame, out);
    }
}
