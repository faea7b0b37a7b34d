package org.aliquot.instrument;

import java.util.Objects;
import org.aliquot.lab.Finding;

/** No report can be made of a message; the finding says where, what was expected and what to do. */
public class UnreadableMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    public UnreadableMessageException(Finding finding) {
        super(finding.message());
        this.finding = Objects.requireNonNull(finding, "finding");
    }

    public Finding finding() {
        return finding;
    }
}
