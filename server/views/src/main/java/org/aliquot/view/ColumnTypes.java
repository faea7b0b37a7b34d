package org.aliquot.view;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.aliquot.view.Definition.Column;
import org.aliquot.view.path.FhirTypes;
import org.aliquot.view.path.Typing;

/** What a column holds: by its tag, else by its declared type, else by what its path yields (SQL on FHIR, column types). */
final class ColumnTypes {
    private static final String ANSI_TYPE = "ansi/type";

    private ColumnTypes() {}

    static ViewColumn column(Column column, Typing found, List<ViewProblem> problems, List<ViewProblem> warnings) {
        String type = column.type().orElse(found.one());
        if (column.type().isPresent()) {
            requireFit(column, type, found, problems);
        } else if (found.types().stream().anyMatch(FhirTypes::isComplex) && allComplex(found)) {
            problems.add(new ViewProblem(
                    column.place(),
                    "the path yields a structure (" + found + "); expected a path to a primitive, or a declared type"));
        }
        ColumnKind kind = kind(column, type, found, warnings);
        return new ViewColumn(column.name(), type, kind, column.isCollection(), column.description(), column.tags());
    }

    private static boolean isStructure(String type) {
        return FhirTypes.isComplex(type) || FhirTypes.isGeneral(type);
    }

    private static boolean allComplex(Typing found) {
        return found.types().stream().allMatch(FhirTypes::isComplex);
    }

    private static ColumnKind kind(Column column, String type, Typing found, List<ViewProblem> warnings) {
        if (column.type().isPresent() && isStructure(type)) {
            return ColumnKind.JSON;
        }
        String ansi = column.tags().get(ANSI_TYPE);
        if (ansi != null) {
            Optional<ColumnKind> kind = ColumnKind.ofAnsi(ansi);
            if (kind.isPresent()) {
                return kind.get();
            }
            // A hint that other runners may take.
            warnings.add(new ViewProblem(
                    column.place() + ".tag",
                    "the type '" + ansi
                            + "' is not known and not looked at; expected one of CHARACTER VARYING, BOOLEAN, INTEGER,"
                            + " BIGINT, DECIMAL, DATE, TIMESTAMP WITH TIME ZONE, BINARY"));
        }
        if (type.isEmpty()) {
            Set<ColumnKind> kinds = found.types().stream()
                    .map(each -> FhirTypes.isPrimitive(each) ? ColumnKind.ofFhir(each) : ColumnKind.STRING)
                    .collect(Collectors.toSet());
            return kinds.size() == 1 ? kinds.iterator().next() : ColumnKind.STRING;
        }
        return ColumnKind.ofFhir(type);
    }

    private static void requireFit(Column column, String type, Typing found, List<ViewProblem> problems) {
        if (found.types().isEmpty() || found.types().stream().anyMatch(each -> fits(each, type))) {
            return;
        }
        problems.add(new ViewProblem(
                column.place() + ".type", "the column is declared as " + type + ", and its path yields " + found));
    }

    private static boolean fits(String found, String declared) {
        if (FhirTypes.isGeneral(declared)) {
            return found.equals("Resource") || FhirTypes.isPart(found);
        }
        if (!FhirTypes.isPrimitive(found) || FhirTypes.isComplex(declared)) {
            return found.equals("Resource") || found.equals(declared) || isPartOf(found, declared);
        }
        ColumnKind kind = ColumnKind.ofFhir(found);
        return switch (ColumnKind.ofFhir(declared)) {
            case BOOLEAN -> kind == ColumnKind.BOOLEAN;
            case INTEGER -> kind == ColumnKind.INTEGER;
            case LONG -> kind == ColumnKind.INTEGER || kind == ColumnKind.LONG || kind == ColumnKind.STRING;
            case DECIMAL -> kind == ColumnKind.INTEGER || kind == ColumnKind.DECIMAL;
            case TIMESTAMP ->
                kind == ColumnKind.TIMESTAMP || Set.of("dateTime", "date").contains(found);
            case BINARY -> kind == ColumnKind.BINARY;
            default -> true;
        };
    }

    // A Quantity's column may hold an Age; both are structures, and JSON tells the rest.
    private static boolean isPartOf(String found, String declared) {
        return FhirTypes.isComplex(found)
                && declared.equals("Quantity")
                && Set.of("Age", "Count", "Distance", "Duration").contains(found);
    }

    static String shown(ViewColumn column) {
        return (column.isCollection() ? "a list of " : "")
                + column.kind().name().toLowerCase(java.util.Locale.ROOT);
    }
}
