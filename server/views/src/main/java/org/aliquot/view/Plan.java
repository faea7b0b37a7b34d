package org.aliquot.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.aliquot.view.path.CompiledPath;
import org.aliquot.view.path.Frame;
import org.aliquot.view.path.PathRunException;

/**
 * A part of the nested loops that make rows. Each fills its places of the row and then runs what comes next; the last hands the row on.
 * Plans hold no state of a run.
 */
interface Plan {
    void run(Run run) throws IOException, ViewRunException;

    /** Items within items that {@code repeat} goes down. */
    int DEEPEST_REPEAT = 500;

    /** One resource on its way to rows. */
    final class Run extends Frame {
        final Object[] contexts;
        final int[] indexes;
        final Object[] row;
        final RowSink sink;
        final ViewLimits limits;
        int rows;
        int steps;

        Run(JsonNode resource, int levels, int columns, RowSink sink, ViewLimits limits) {
            super(resource, limits.testsOfResource());
            this.contexts = new Object[levels];
            this.indexes = new int[levels];
            this.row = new Object[columns];
            this.sink = sink;
            this.limits = limits;
            contexts[0] = resource;
        }

        /** The context of a level; paths see its index. */
        Object enter(int level) {
            at(indexes[level]);
            return contexts[level];
        }

        void step(String place) throws ViewRunException {
            if (++steps > limits.stepsOfResource()) {
                throw new ViewRunException(place + ": more than " + limits.stepsOfResource()
                        + " items of one resource; " + Cell.nameOf(resource()) + ". Loops beside each other multiply");
            }
        }
    }

    /** Hands the row on. */
    record Emit() implements Plan {
        @Override
        public void run(Run run) throws IOException, ViewRunException {
            if (++run.rows > run.limits.rowsOfResource()) {
                throw new ViewRunException("more than " + run.limits.rowsOfResource() + " rows of one resource; "
                        + Cell.nameOf(run.resource()) + ". Loops beside each other multiply");
            }
            run.sink.row(run.row);
        }
    }

    /** Fills columns. */
    record Cells(int level, List<Cell> cells, Plan next) implements Plan {
        @Override
        public void run(Run run) throws IOException, ViewRunException {
            Object context = run.enter(level);
            for (int i = 0; i < cells.size(); i++) {
                cells.get(i).fill(context, run);
            }
            next.run(run);
        }
    }

    /** {@code forEach}, {@code forEachOrNull}. */
    record ForEach(String place, int from, int level, CompiledPath path, boolean isOrNull, Plan next) implements Plan {
        @Override
        public void run(Run run) throws IOException, ViewRunException {
            List<Object> items = items(path, run.enter(from), run, place);
            for (int i = 0; i < items.size(); i++) {
                run.step(place);
                run.contexts[level] = items.get(i);
                run.indexes[level] = i;
                next.run(run);
            }
            if (items.isEmpty() && isOrNull) {
                run.contexts[level] = Frame.NOTHING;
                run.indexes[level] = 0;
                next.run(run);
            }
        }
    }

    /**
     * {@code repeat}: an item, then those below it, then the next one.
     *
     * @param first paths as seen from the context
     * @param deeper the same, as seen from what they found
     */
    record Repeat(String place, int from, int level, List<CompiledPath> first, List<CompiledPath> deeper, Plan next)
            implements Plan {
        @Override
        public void run(Run run) throws IOException, ViewRunException {
            visit(first, run.enter(from), run, 0, new int[1]);
        }

        private void visit(List<CompiledPath> paths, Object context, Run run, int depth, int[] visited)
                throws IOException, ViewRunException {
            if (depth > DEEPEST_REPEAT) {
                throw new ViewRunException(place + ": goes down further than " + DEEPEST_REPEAT + " levels; "
                        + Cell.nameOf(run.resource()));
            }
            for (CompiledPath path : paths) {
                for (Object item : items(path, context, run, place)) {
                    run.step(place);
                    run.contexts[level] = item;
                    run.indexes[level] = visited[0]++;
                    next.run(run);
                    run.at(0);
                    visit(deeper, item, run, depth + 1, visited);
                }
            }
        }
    }

    /** {@code unionAll}. */
    record Union(String place, List<Plan> branches) implements Plan {
        @Override
        public void run(Run run) throws IOException, ViewRunException {
            for (Plan branch : branches) {
                run.step(place);
                branch.run(run);
            }
        }
    }

    private static List<Object> items(CompiledPath path, Object context, Run run, String place)
            throws ViewRunException {
        try {
            return path.all(context, run);
        } catch (PathRunException e) {
            throw new ViewRunException(place + ": " + e.getMessage() + "; " + Cell.nameOf(run.resource()));
        }
    }
}
