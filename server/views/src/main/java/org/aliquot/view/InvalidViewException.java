package org.aliquot.view;

import java.util.List;
import java.util.stream.Collectors;

/** A ViewDefinition that cannot be used, with everything that is wrong with it. */
public final class InvalidViewException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<ViewProblem> problems;

    InvalidViewException(List<ViewProblem> problems) {
        super(problems.stream().map(ViewProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** At least one. */
    public List<ViewProblem> problems() {
        return problems;
    }
}
