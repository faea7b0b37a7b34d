package org.aliquot.terminology;

import java.util.List;

/** Code tables that cannot be used, with all that is wrong; each problem names directory, file or file and line. */
public class BadTablesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public BadTablesException(List<String> problems) {
        super(problems.size() + (problems.size() == 1 ? " problem" : " problems") + " in code tables:\n  "
                + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
