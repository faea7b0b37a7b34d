package org.aliquot.terminology;

import java.util.List;

/** Rows of code tables that cannot be used, all of them together; each problem names file and line. */
public class BadTablesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public BadTablesException(List<String> problems) {
        super(problems.size() + " bad rows in code tables:\n" + String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
