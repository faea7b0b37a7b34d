package org.aliquot.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.aliquot.view.Definition.Column;
import org.aliquot.view.Definition.Loop;
import org.aliquot.view.Definition.Select;
import org.aliquot.view.Definition.Text;
import org.aliquot.view.path.Constant;
import org.aliquot.view.path.FhirTypes;
import org.jspecify.annotations.Nullable;

/** Reads a ViewDefinition's JSON; notes everything that is not as the specification has it. */
final class ViewReader {
    private static final Pattern SQL_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    /** What PostgreSQL keeps of a name. */
    private static final int LONGEST_NAME = 63;

    private static final String TYPE_PREFIX = "http://hl7.org/fhir/StructureDefinition/";
    private static final Set<String> CONSTANT_TYPES = Set.of(
            "base64Binary",
            "boolean",
            "canonical",
            "code",
            "date",
            "dateTime",
            "decimal",
            "id",
            "instant",
            "integer",
            "integer64",
            "oid",
            "string",
            "positiveInt",
            "time",
            "unsignedInt",
            "uri",
            "url",
            "uuid");
    private static final Set<String> OWN_VARIABLES = Set.of("rowIndex", "resource", "rootResource", "context");

    private final ViewLimits limits;
    private final List<ViewProblem> problems;
    private int selects;
    private int columns;

    ViewReader(ViewLimits limits, List<ViewProblem> problems) {
        this.limits = limits;
        this.problems = problems;
    }

    Definition read(JsonNode view) {
        if (!(view instanceof ObjectNode)) {
            problem("", "a ViewDefinition is a JSON object");
            return new Definition("", "", Map.of(), List.of(), List.of());
        }
        JsonNode type = view.path("resourceType");
        if (!type.isMissingNode() && !type.asText().equals("ViewDefinition")) {
            problem("resourceType", "expected ViewDefinition");
        }
        String name = text(view, "name", "", false);
        requireSqlName("name", name);
        List<Text> wheres = new ArrayList<>();
        each(
                view,
                "where",
                "",
                (where, place) -> wheres.add(new Text(place + ".path", text(where, "path", place, true))));
        Definition definition =
                new Definition(name, resource(view), constants(view), wheres, selects(view, "select", "", 1));
        fhirVersions(view);
        if (definition.selects().isEmpty()) {
            problem("select", "expected at least one select");
        }
        return definition;
    }

    private String resource(JsonNode view) {
        String resource = text(view, "resource", "", true);
        if (!resource.isEmpty() && !FhirTypes.isResource(resource)) {
            problem("resource", "'" + shown(resource) + "' is no resource of R4; expected for example Observation");
        }
        return resource;
    }

    private void fhirVersions(JsonNode view) {
        List<String> versions = new ArrayList<>();
        for (JsonNode version : view.path("fhirVersion")) {
            versions.add(version.asText());
        }
        if (!versions.isEmpty() && versions.stream().noneMatch(version -> version.startsWith("4."))) {
            problem(
                    "fhirVersion",
                    "the view is for " + shown(String.join(", ", versions)) + "; expected 4.0.1 among them");
        }
    }

    private Map<String, Constant> constants(JsonNode view) {
        Map<String, Constant> constants = new HashMap<>();
        each(view, "constant", "", (constant, place) -> {
            String name = text(constant, "name", place, true);
            requireSqlName(place + ".name", name);
            if (OWN_VARIABLES.contains(name)) {
                problem(place + ".name", "%" + name + " has a meaning of its own; expected another name");
            }
            Constant value = constant(constant, place);
            if (value != null && constants.put(name, value) != null) {
                problem(place + ".name", "%" + name + " is defined twice");
            }
        });
        return constants;
    }

    private @Nullable Constant constant(JsonNode constant, String place) {
        List<String> keys = new ArrayList<>();
        constant.fieldNames().forEachRemaining(key -> {
            if (key.startsWith("value")) {
                keys.add(key);
            }
        });
        if (keys.size() != 1) {
            problem(place, "expected one value, for example valueString; found " + keys.size());
            return null;
        }
        String key = keys.get(0);
        String capital = key.substring("value".length());
        String type = capital.isEmpty() ? "" : Character.toLowerCase(capital.charAt(0)) + capital.substring(1);
        if (!CONSTANT_TYPES.contains(type)) {
            problem(
                    place + "." + shown(key),
                    "expected value with one of "
                            + CONSTANT_TYPES.stream().sorted().toList());
            return null;
        }
        Constant value = Constant.of(constant.get(key), type);
        if (value == null) {
            problem(place + "." + key, "expected a value of the type " + type);
        }
        return value;
    }

    private List<Select> selects(JsonNode of, String field, String place, int depth) {
        List<Select> found = new ArrayList<>();
        if (depth > limits.depth()) {
            problem(at(place, field), "selects are nested deeper than " + limits.depth());
            return found;
        }
        each(of, field, place, (select, at) -> {
            if (++selects <= limits.selects()) {
                found.add(select(select, at, depth));
            } else if (selects == limits.selects() + 1) {
                problem(at, "the view has more than " + limits.selects() + " selects");
            }
        });
        return found;
    }

    private Select select(JsonNode select, String place, int depth) {
        List<String> loops = new ArrayList<>();
        for (String name : List.of("forEach", "forEachOrNull", "repeat")) {
            if (select.has(name)) {
                loops.add(name);
            }
        }
        if (loops.size() > 1) {
            problem(
                    place,
                    "expected at most one of forEach, forEachOrNull, repeat; found " + String.join(" and ", loops));
        }
        Loop loop = Loop.NONE;
        List<Text> paths = new ArrayList<>();
        if (select.has("forEach")) {
            loop = Loop.FOR_EACH;
            paths.add(new Text(place + ".forEach", text(select, "forEach", place, true)));
        } else if (select.has("forEachOrNull")) {
            loop = Loop.FOR_EACH_OR_NULL;
            paths.add(new Text(place + ".forEachOrNull", text(select, "forEachOrNull", place, true)));
        } else if (select.has("repeat")) {
            loop = Loop.REPEAT;
            repeat(select, place, paths);
        }
        List<Column> columns = new ArrayList<>();
        each(select, "column", place, (column, at) -> column(column, at, columns));
        Select read = new Select(
                place,
                loop,
                List.copyOf(paths),
                List.copyOf(columns),
                selects(select, "select", place, depth + 1),
                selects(select, "unionAll", place, depth + 1));
        if (read.columns().isEmpty()
                && read.selects().isEmpty()
                && read.unionAll().isEmpty()) {
            problem(place, "expected column, select or unionAll");
        }
        return read;
    }

    private void repeat(JsonNode select, String place, List<Text> paths) {
        JsonNode repeat = select.get("repeat");
        if (!(repeat instanceof ArrayNode) || repeat.isEmpty()) {
            problem(place + ".repeat", "expected a list of paths");
            return;
        }
        for (int i = 0; i < repeat.size(); i++) {
            String at = place + ".repeat[" + i + "]";
            if (!repeat.get(i).isTextual() || repeat.get(i).textValue().isBlank()) {
                problem(at, "expected a path as text");
            } else {
                paths.add(new Text(at, repeat.get(i).textValue()));
            }
        }
    }

    private void column(JsonNode column, String place, List<Column> into) {
        if (++columns > limits.columns()) {
            if (columns == limits.columns() + 1) {
                problem(place, "the view has more than " + limits.columns() + " columns");
            }
            return;
        }
        String name = text(column, "name", place, true);
        requireSqlName(place + ".name", name);
        JsonNode collection = column.path("collection");
        if (!collection.isMissingNode() && !collection.isBoolean()) {
            problem(place + ".collection", "expected true or false");
        }
        into.add(new Column(
                place,
                name,
                new Text(place + ".path", text(column, "path", place, true)),
                type(column, place),
                collection.asBoolean(),
                text(column, "description", place, false),
                tags(column, place)));
    }

    private Optional<String> type(JsonNode column, String place) {
        String type = text(column, "type", place, false);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        String name = type.startsWith(TYPE_PREFIX) ? type.substring(TYPE_PREFIX.length()) : type;
        boolean isStructure = FhirTypes.isComplex(name) || FhirTypes.isGeneral(name);
        if (!FhirTypes.isPrimitive(name) && !isStructure && !name.equals("integer64")) {
            problem(
                    place + ".type",
                    "'" + shown(type) + "' is no type of R4; expected for example string, dateTime, Quantity");
            return Optional.empty();
        }
        return Optional.of(name);
    }

    private Map<String, String> tags(JsonNode column, String place) {
        Map<String, String> tags = new LinkedHashMap<>();
        each(column, "tag", place, (tag, at) -> tags.put(text(tag, "name", at, true), text(tag, "value", at, true)));
        return tags;
    }

    private interface Reader {
        void read(JsonNode object, String place);
    }

    private void each(JsonNode of, String field, String place, Reader reader) {
        JsonNode list = of.get(field);
        if (list == null) {
            return;
        }
        String at = at(place, field);
        if (!(list instanceof ArrayNode)) {
            problem(at, "expected a list");
            return;
        }
        int index = 0;
        for (Iterator<JsonNode> items = list.elements(); items.hasNext(); index++) {
            JsonNode item = items.next();
            if (item instanceof ObjectNode) {
                reader.read(item, at + "[" + index + "]");
            } else {
                problem(at + "[" + index + "]", "expected an object");
            }
        }
    }

    // Empty where it is missing or no text.
    private String text(JsonNode of, String field, String place, boolean isRequired) {
        JsonNode found = of.get(field);
        if (found == null) {
            if (isRequired) {
                problem(at(place, field), "is missing; expected text");
            }
            return "";
        }
        if (!found.isTextual() || found.textValue().isBlank()) {
            problem(at(place, field), "expected text");
            return "";
        }
        return found.textValue();
    }

    private void requireSqlName(String place, String name) {
        if (name.isEmpty()) {
            return;
        }
        if (!SQL_NAME.matcher(name).matches()) {
            problem(place, "'" + shown(name) + "' is no name for SQL; expected letters, digits and _, a letter first");
        } else if (name.length() > LONGEST_NAME) {
            problem(place, "the name has more than " + LONGEST_NAME + " characters");
        }
    }

    private static String at(String place, String field) {
        return place.isEmpty() ? field : place + "." + field;
    }

    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private void problem(String place, String message) {
        problems.add(new ViewProblem(place, message));
    }
}
