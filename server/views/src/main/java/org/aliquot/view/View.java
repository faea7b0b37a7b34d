package org.aliquot.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aliquot.view.path.CompiledPath;
import org.aliquot.view.path.PathRunException;
import org.aliquot.view.path.RootKeys;

/** A ViewDefinition ready to make rows. Immutable; threads may share it. */
public final class View {
    private final String name;
    private final String resource;
    private final List<ViewColumn> columns;
    private final List<CompiledPath> wheres;
    private final Plan plan;
    private final int levels;
    private final ResourceJson json;
    private final List<ViewProblem> warnings;
    private final ViewLimits limits;

    View(
            Definition definition,
            List<ViewColumn> columns,
            List<CompiledPath> wheres,
            Plan plan,
            int levels,
            RootKeys keys,
            List<ViewProblem> warnings,
            ViewLimits limits) {
        this.name = definition.name();
        this.resource = definition.resource();
        this.columns = List.copyOf(columns);
        this.wheres = List.copyOf(wheres);
        this.plan = plan;
        this.levels = levels;
        this.json = new ResourceJson(definition.resource(), keys);
        this.warnings = List.copyOf(warnings);
        this.limits = limits;
    }

    /** @throws InvalidViewException everything that is wrong with the definition */
    public static View of(JsonNode definition) throws InvalidViewException {
        return of(definition, ViewLimits.DEFAULT);
    }

    /** @throws InvalidViewException everything that is wrong with the definition */
    public static View of(JsonNode definition, ViewLimits limits) throws InvalidViewException {
        List<ViewProblem> problems = new ArrayList<>();
        Definition read = new ViewReader(limits, problems).read(definition);
        View view = new ViewCompiler(limits, problems).compile(read);
        if (view == null || !problems.isEmpty()) {
            throw new InvalidViewException(problems);
        }
        return view;
    }

    /**
     * @param definition JSON in UTF-8
     * @throws InvalidViewException everything that is wrong with the definition
     */
    public static View of(byte[] definition) throws InvalidViewException {
        try {
            return of(ResourceJson.tree(definition));
        } catch (IOException e) {
            throw new InvalidViewException(
                    List.of(new ViewProblem("", "the definition is no JSON: " + ResourceJson.told(e))));
        }
    }

    /** Of the definition, fit for a table; empty where it has none. */
    public String name() {
        return name;
    }

    /** Type of the resources that have rows here. */
    public String resource() {
        return resource;
    }

    /** In the order of the rows' values. */
    public List<ViewColumn> columns() {
        return columns;
    }

    /** What is no error and yet surely not meant, such as elements that R4 does not have. */
    public List<ViewProblem> warnings() {
        return warnings;
    }

    /**
     * Makes the rows of one resource. One of another type has none, nor has one that a {@code where} leaves out.
     *
     * @param resource JSON in UTF-8; only what the view reads is taken out of it
     * @return rows made
     * @throws ViewRunException what keeps this resource from being rows; others are not concerned
     * @throws IOException from the sink
     */
    public int run(byte[] resource, RowSink sink) throws IOException, ViewRunException {
        return run(resource, resource.length, sink);
    }

    /**
     * As {@link #run(byte[], RowSink)}, of a buffer.
     *
     * @param length bytes of the buffer that are the resource
     */
    public int run(byte[] buffer, int length, RowSink sink) throws IOException, ViewRunException {
        Optional<JsonNode> read = json.read(buffer, length);
        return read.isPresent() ? run(read.get(), sink) : 0;
    }

    /**
     * As {@link #run(byte[], RowSink)}, where the JSON is read already.
     *
     * @param resource numbers as exact decimals, or digits are lost
     */
    public int run(JsonNode resource, RowSink sink) throws IOException, ViewRunException {
        if (!this.resource.equals(resource.path("resourceType").asText())) {
            return 0;
        }
        Plan.Run run = new Plan.Run(resource, levels, columns.size(), sink, limits);
        if (!isMeant(resource, run)) {
            return 0;
        }
        plan.run(run);
        return run.rows;
    }

    private boolean isMeant(JsonNode resource, Plan.Run run) throws ViewRunException {
        for (int i = 0; i < wheres.size(); i++) {
            try {
                if (!wheres.get(i).holds(resource, run)) {
                    return false;
                }
            } catch (PathRunException e) {
                throw new ViewRunException("where[" + i + "].path: " + e.getMessage() + "; " + Cell.nameOf(resource));
            }
        }
        return true;
    }
}
