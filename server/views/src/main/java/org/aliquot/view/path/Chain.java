package org.aliquot.view.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code a.b.where(…).c}: steps, each given what the one before finds, one item after the other and without lists in between. */
final class Chain extends Expr {
    private final @Nullable Expr from;
    private final Step[] steps;

    /** @param from where it begins; null: at the context */
    Chain(@Nullable Expr from, List<Step> steps, Typing typing) {
        super(typing);
        this.from = from;
        this.steps = steps.toArray(Step[]::new);
    }

    Chain with(Step step, Typing typing) {
        List<Step> more = new ArrayList<>(List.of(steps));
        more.add(step);
        return new Chain(from, more, typing);
    }

    /** With another last step. */
    Chain instead(Step step, Typing typing) {
        List<Step> others = new ArrayList<>(List.of(steps));
        others.set(others.size() - 1, step);
        return new Chain(from, others, typing);
    }

    @Nullable
    Step last() {
        return steps.length == 0 ? null : steps[steps.length - 1];
    }

    boolean startsAtContext() {
        return from == null;
    }

    /** Whether it yields the context itself, or nothing: filters are its only steps. */
    boolean yieldsContext() {
        if (from != null) {
            return false;
        }
        for (Step step : steps) {
            if (!(step instanceof Steps.Filter)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean each(Object focus, Frame frame, Sink out) {
        if (from == null) {
            return focus == Frame.NOTHING || run(0, focus, frame, out);
        }
        return from.each(focus, frame, item -> run(0, item, frame, out));
    }

    boolean run(int step, Object item, Frame frame, Sink out) {
        return step == steps.length ? out.add(item) : steps[step].push(item, frame, out, this, step + 1);
    }

    // Most columns are elements of elements without lists; those need no sink.
    @Override
    @Nullable
    Object single(Object focus, Frame frame) {
        if (from != null) {
            return super.single(focus, frame);
        }
        if (focus == Frame.NOTHING) {
            return null;
        }
        Object item = focus;
        int step = 0;
        while (step < steps.length && steps[step] instanceof Steps.Field field && item instanceof ObjectNode object) {
            JsonNode child = object.get(field.name());
            if (child == null) {
                return null;
            }
            if (child.isArray()) {
                if (child.size() != 1) {
                    break;
                }
                child = child.get(0);
            }
            if (child.isNull()) {
                return null;
            }
            item = child;
            step++;
        }
        if (step == steps.length) {
            return item;
        }
        Single found = new Single();
        run(step, item, frame, found);
        return found.only();
    }
}
