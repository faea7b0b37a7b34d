package org.aliquot.ingest.rows.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.base.Utf8;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one resource. Thread-safe.
 *
 * <p>Strict where HAPI's parser is lenient, and never lenient where it is strict: what is read here, HAPI reads the same.
 */
public final class ResourceReader {
    // A laboratory's resources go to about 6; each level is a frame of the stack.
    private static final int MOST_LEVELS = 40;

    private final Schema schema;
    private final JsonFactory json = JsonFactory.builder()
            // Is UTF-8 by then; guessing could only find something else.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            // Names come from the network: none of them shall stay in the JVM for good.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    public ResourceReader(Schema schema) {
        this.schema = schema;
    }

    /** A resource that was read. */
    public record Read(Element resource, Characters characters) {}

    /** @throws NotUnderstoodException where another extractor is to decide */
    public Read read(byte[] utf8) throws NotUnderstoodException {
        Characters characters = Characters.of(utf8);
        // What is plain is ASCII, so there is nothing to check.
        boolean wellFormed = characters == Characters.PLAIN || Utf8.isWellFormed(utf8);
        if (utf8.length == 0 || utf8[0] != '{' || !wellFormed) {
            throw NotUnderstoodException.because(Reason.NOT_JSON);
        }
        try (JsonParser parser = json.createParser(utf8)) {
            parser.nextToken();
            Element resource = new Reading(parser, characters).resource(utf8);
            Primitives.require(parser.nextToken() == null, Reason.NOT_JSON);
            return new Read(resource, characters);
        } catch (IOException e) {
            throw NotUnderstoodException.because(Reason.NOT_JSON);
        }
    }

    private ElementType typeOf(@Nullable String name) throws NotUnderstoodException {
        ElementType type = name == null ? null : schema.resource(name).orElse(null);
        if (type != null) {
            return type;
        }
        throw NotUnderstoodException.because(Reason.NOT_A_RESOURCE);
    }

    /** One resource under way. */
    private final class Reading {
        private final JsonParser parser;
        private final Characters characters;

        Reading(JsonParser parser, Characters characters) {
            this.parser = parser;
            this.characters = characters;
        }

        Element resource(byte[] utf8) throws IOException, NotUnderstoodException {
            // Nearly always the first; HAPI takes it anywhere.
            String first = parser.nextFieldName();
            if ("resourceType".equals(first)) {
                ElementType type = typeOf(parser.nextTextValue());
                return children(type, parser.nextFieldName(), 0, false);
            }
            return children(typeOf(findResourceType(utf8)), first, 0, true);
        }

        private @Nullable String findResourceType(byte[] utf8) throws IOException {
            try (JsonParser ahead = json.createParser(utf8)) {
                ahead.nextToken();
                for (String name = ahead.nextFieldName(); name != null; name = ahead.nextFieldName()) {
                    if (name.equals("resourceType")) {
                        return ahead.nextTextValue();
                    }
                    ahead.nextToken();
                    ahead.skipChildren();
                }
                return null;
            }
        }

        // Its type may come once, anywhere, where it was not read before.
        private Element children(ElementType type, @Nullable String firstName, int level, boolean isTypeToCome)
                throws IOException, NotUnderstoodException {
            Primitives.require(level < MOST_LEVELS, Reason.TOO_DEEP);
            @Nullable Object[] slots = new Object[type.children().length];
            String id = null;
            boolean mayBeTyped = isTypeToCome;
            for (String name = firstName; name != null; name = parser.nextFieldName()) {
                Field field = type.field(name);
                if (field != null) {
                    Primitives.require(slots[field.slot()] == null, Reason.REPEATED);
                    slots[field.slot()] = value(field, level);
                } else if (name.equals("id")) {
                    Primitives.require(id == null, Reason.REPEATED);
                    id = id(level == 0);
                } else if (mayBeTyped && name.equals("resourceType")) {
                    mayBeTyped = false;
                    Primitives.require(type.name().equals(parser.nextTextValue()), Reason.REPEATED);
                } else {
                    throw NotUnderstoodException.because(reasonFor(name));
                }
            }
            Primitives.require(parser.currentToken() == JsonToken.END_OBJECT, Reason.NOT_JSON);
            for (Child child : type.required()) {
                Primitives.require(slots[child.slot()] != null, Reason.INCOMPLETE);
            }
            return new Element(type, slots, id);
        }

        private Reason reasonFor(String name) {
            if (name.startsWith("_")) {
                return Reason.EXTENDED_PRIMITIVE;
            }
            if (name.equals("resourceType")) {
                return Reason.REPEATED;
            }
            return name.equals("contained") ? Reason.CONTAINED : Reason.UNKNOWN_ELEMENT;
        }

        private String id(boolean ofResource) throws IOException, NotUnderstoodException {
            String id = parser.nextTextValue();
            Primitives.require(id != null, Reason.WRONG_SHAPE);
            Primitives.require(Spelling.isId(id), ofResource ? Reason.BAD_ID : Reason.ODD_VALUE);
            return id;
        }

        private Object value(Field field, int level) throws IOException, NotUnderstoodException {
            JsonToken token = parser.nextToken();
            if (field.repeating()) {
                Primitives.require(token == JsonToken.START_ARRAY, Reason.WRONG_SHAPE);
                List<Object> values = new ArrayList<>(4);
                for (token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                    values.add(single(field, token, level));
                }
                Primitives.require(!values.isEmpty(), Reason.EMPTY);
                return values;
            }
            Object value = single(field, token, level);
            return field.choice() ? new Chosen(field, value) : value;
        }

        private Object single(Field field, @Nullable JsonToken token, int level)
                throws IOException, NotUnderstoodException {
            Primitives.require(token != null, Reason.NOT_JSON);
            if (field.valueType().isPrimitive()) {
                return primitive(field, token);
            }
            Primitives.require(token == JsonToken.START_OBJECT, Reason.WRONG_SHAPE);
            // Not the resource's own, but one that is a value: HAPI drops tags of it that have neither system nor code.
            Primitives.require(!(field.choice() && field.fhirType().equals("Meta")), Reason.ODD_VALUE);
            Element element = children(field.type(), parser.nextFieldName(), level + 1, false);
            checkElement(field, element);
            return element;
        }

        private String primitive(Field field, JsonToken token) throws IOException, NotUnderstoodException {
            Primitives.require(token.isScalarValue(), Reason.WRONG_SHAPE);
            String text = parser.getText();
            Primitives.check(field, token, text);
            characters.check(text);
            return field.valueType() == ValueType.XHTML ? Narratives.normalized(schema.context(), text) : text;
        }

        private void checkElement(Field field, Element element) throws NotUnderstoodException {
            Primitives.require(element.hasChildren(), Reason.EMPTY);
            if (field.valueType() == ValueType.REFERENCE) {
                Primitives.checkReference(schema, field, element);
            } else if (element.type().isExtension()) {
                // Exactly one of the two, and never without a URL: HAPI refuses the rest.
                Primitives.require(
                        element.text(Part.URL) != null
                                && (element.get(Part.EXTENSION) == null) != (element.get(Part.VALUE) == null),
                        Reason.ODD_VALUE);
            }
        }
    }
}
