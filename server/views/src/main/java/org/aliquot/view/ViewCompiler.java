package org.aliquot.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.aliquot.view.Definition.Column;
import org.aliquot.view.Definition.Loop;
import org.aliquot.view.Definition.Select;
import org.aliquot.view.Definition.Text;
import org.aliquot.view.path.CompiledPath;
import org.aliquot.view.path.PathException;
import org.aliquot.view.path.PathScope;
import org.aliquot.view.path.RootKeys;
import org.aliquot.view.path.Typing;
import org.jspecify.annotations.Nullable;

/** Turns a definition into nested loops: paths first, then columns and their order, then which part runs after which. */
final class ViewCompiler {
    private final ViewLimits limits;
    private final List<ViewProblem> problems;
    private final List<ViewProblem> warnings = new ArrayList<>();
    private final RootKeys keys = new RootKeys();
    private int levels = 1;

    ViewCompiler(ViewLimits limits, List<ViewProblem> problems) {
        this.limits = limits;
        this.problems = problems;
    }

    /** A select with its paths ready. */
    private record Part(
            Select select,
            int from,
            int level,
            List<CompiledPath> first,
            List<CompiledPath> deeper,
            List<CompiledPath> cells,
            List<Part> selects,
            List<Part> unionAll) {}

    /** A column and the element that it comes from. */
    private record Placed(ViewColumn column, String place) {}

    /** Null where there were problems. */
    @Nullable
    View compile(Definition definition) {
        PathScope scope = PathScope.of(definition.resource(), definition.constants());
        List<CompiledPath> wheres = new ArrayList<>();
        for (Text where : definition.wheres()) {
            CompiledPath path = path(where, scope);
            if (path != null) {
                requireTruth(path, where);
                wheres.add(path);
            }
        }
        List<Part> parts = parts(definition.selects(), scope, 0);
        List<Placed> placed = new ArrayList<>();
        parts.forEach(part -> layout(part, placed));
        requireOwnNames(placed);
        if (!problems.isEmpty()) {
            return null;
        }
        List<ViewColumn> columns = placed.stream().map(Placed::column).toList();
        Plan plan = new Plan.Emit();
        int slot = columns.size();
        for (int i = parts.size() - 1; i >= 0; i--) {
            slot -= width(parts.get(i));
            plan = link(parts.get(i), slot, columns, plan);
        }
        return new View(definition, columns, wheres, plan, levels, keys, warnings, limits);
    }

    private void requireTruth(CompiledPath path, Text where) {
        Typing typing = path.typing();
        if (!typing.types().isEmpty() && !typing.types().contains("boolean")) {
            problem(where.place(), "a condition is true or false; this path yields " + typing);
        }
    }

    private List<Part> parts(List<Select> selects, PathScope scope, int level) {
        List<Part> parts = new ArrayList<>();
        for (Select select : selects) {
            parts.add(part(select, scope, level));
        }
        return parts;
    }

    private Part part(Select select, PathScope scope, int from) {
        int level = select.loop() == Loop.NONE ? from : levels++;
        List<CompiledPath> first = paths(select.paths(), scope, select.loop() != Loop.REPEAT);
        PathScope inner = select.loop() == Loop.NONE ? scope : scope.at(together(first), isResource(first));
        List<CompiledPath> deeper = List.of();
        if (select.loop() == Loop.REPEAT) {
            // What is found deeper may be of another type than what is found first.
            Typing found = together(paths(select.paths(), inner, false));
            Set<String> types = new LinkedHashSet<>(inner.context().types());
            types.addAll(found.types());
            inner = scope.at(types.size() == 1 ? inner.context() : Typing.UNKNOWN, false);
            deeper = paths(select.paths(), inner, false);
        }
        List<CompiledPath> cells = new ArrayList<>();
        for (Column column : select.columns()) {
            CompiledPath path = path(column.path(), inner);
            if (path != null) {
                cells.add(path);
            }
        }
        return new Part(
                select,
                from,
                level,
                first,
                deeper,
                cells,
                parts(select.selects(), inner, level),
                parts(select.unionAll(), inner, level));
    }

    private List<CompiledPath> paths(List<Text> texts, PathScope scope, boolean isTold) {
        List<CompiledPath> paths = new ArrayList<>();
        for (Text text : texts) {
            int told = warnings.size();
            CompiledPath path = path(text, scope);
            if (path != null) {
                paths.add(path);
            }
            if (!isTold) {
                warnings.subList(told, warnings.size()).clear();
            }
        }
        return paths;
    }

    private static Typing together(List<CompiledPath> paths) {
        Set<String> types = new LinkedHashSet<>();
        for (CompiledPath path : paths) {
            types.addAll(path.typing().types());
        }
        return new Typing(List.copyOf(types));
    }

    private static boolean isResource(List<CompiledPath> paths) {
        return paths.stream().anyMatch(CompiledPath::yieldsResource);
    }

    private @Nullable CompiledPath path(Text text, PathScope scope) {
        if (text.text().isEmpty()) {
            return null;
        }
        try {
            CompiledPath path = CompiledPath.compile(text.text(), scope, keys);
            path.warnings().forEach(warning -> warnings.add(new ViewProblem(text.place(), warning)));
            return path;
        } catch (PathException e) {
            ViewProblem problem = new ViewProblem(text.place(), e.getMessage());
            if (!problems.contains(problem)) {
                problems.add(problem);
            }
            return null;
        }
    }

    // Own columns, then those of nested selects, then those of the union, whose branches share theirs.
    private void layout(Part part, List<Placed> into) {
        List<Column> columns = part.select().columns();
        if (part.cells().size() == columns.size()) {
            for (int i = 0; i < columns.size(); i++) {
                into.add(new Placed(
                        ColumnTypes.column(columns.get(i), part.cells().get(i).typing(), problems, warnings),
                        columns.get(i).place()));
            }
        }
        part.selects().forEach(nested -> layout(nested, into));
        List<Placed> shared = new ArrayList<>();
        for (int i = 0; i < part.unionAll().size(); i++) {
            List<Placed> branch = new ArrayList<>();
            layout(part.unionAll().get(i), branch);
            if (i == 0) {
                shared = branch;
            } else if (problems.isEmpty()) {
                shared = merged(shared, branch, part.unionAll().get(i).select().place());
            }
        }
        into.addAll(shared);
    }

    private List<Placed> merged(List<Placed> first, List<Placed> other, String place) {
        List<String> names =
                first.stream().map(placed -> placed.column().name()).toList();
        List<String> otherNames =
                other.stream().map(placed -> placed.column().name()).toList();
        if (!names.equals(otherNames)) {
            problem(
                    place,
                    "the branches of a union have the same columns in the same order; expected " + names + ", found "
                            + otherNames);
            return first;
        }
        List<Placed> merged = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            ViewColumn a = first.get(i).column();
            ViewColumn b = other.get(i).column();
            boolean isOneUnknown = a.fhirType().isEmpty() || b.fhirType().isEmpty();
            if (a.isCollection() != b.isCollection() || (a.kind() != b.kind() && !isOneUnknown)) {
                problem(
                        other.get(i).place(),
                        "column " + b.name() + " holds " + ColumnTypes.shown(a) + " in the union's first branch and "
                                + ColumnTypes.shown(b) + " here");
            }
            merged.add(a.fhirType().isEmpty() ? other.get(i) : first.get(i));
        }
        return merged;
    }

    private void requireOwnNames(List<Placed> placed) {
        Map<String, Placed> seen = new HashMap<>();
        for (Placed each : placed) {
            String name = each.column().name();
            Placed before = name.isEmpty() ? null : seen.putIfAbsent(name.toLowerCase(Locale.ROOT), each);
            if (before == null) {
                continue;
            }
            String place = each.place() + ".name";
            if (before.column().name().equals(name)) {
                problem(place, "the column '" + name + "' is there already, at " + before.place());
            } else {
                warnings.add(new ViewProblem(
                        place, "'" + name + "' and '" + before.column().name() + "' are one name to many databases"));
            }
        }
    }

    private static int width(Part part) {
        int width = part.cells().size();
        for (Part nested : part.selects()) {
            width += width(nested);
        }
        return part.unionAll().isEmpty() ? width : width + width(part.unionAll().get(0));
    }

    private static Plan link(Part part, int slot, List<ViewColumn> columns, Plan after) {
        int end = slot + width(part);
        Plan next = after;
        if (!part.unionAll().isEmpty()) {
            int from = end - width(part.unionAll().get(0));
            end = from;
            next = new Plan.Union(
                    part.select().place() + ".unionAll",
                    part.unionAll().stream()
                            .map(branch -> link(branch, from, columns, after))
                            .toList());
        }
        for (int i = part.selects().size() - 1; i >= 0; i--) {
            end -= width(part.selects().get(i));
            next = link(part.selects().get(i), end, columns, next);
        }
        if (!part.cells().isEmpty()) {
            List<Cell> cells = new ArrayList<>();
            for (int i = 0; i < part.cells().size(); i++) {
                cells.add(new Cell(slot + i, columns.get(slot + i), part.cells().get(i)));
            }
            next = new Plan.Cells(part.level(), List.copyOf(cells), next);
        }
        Select select = part.select();
        return switch (select.loop()) {
            case NONE -> next;
            case FOR_EACH ->
                new Plan.ForEach(
                        select.paths().get(0).place(),
                        part.from(),
                        part.level(),
                        part.first().get(0),
                        false,
                        next);
            case FOR_EACH_OR_NULL ->
                new Plan.ForEach(
                        select.paths().get(0).place(),
                        part.from(),
                        part.level(),
                        part.first().get(0),
                        true,
                        next);
            case REPEAT ->
                new Plan.Repeat(
                        select.place() + ".repeat", part.from(), part.level(), part.first(), part.deeper(), next);
        };
    }

    private void problem(String place, String message) {
        problems.add(new ViewProblem(place, message));
    }
}
