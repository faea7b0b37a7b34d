package org.aliquot.ingest;

import java.util.List;
import java.util.stream.Collectors;

/** This line can never be stored as it is. The message says what is wrong and what was expected; it quotes no value. */
public class LineRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    public LineRefusedException(String message) {
        this(message, null);
    }

    public LineRefusedException(String message, Throwable cause) {
        super(message, cause);
        this.faults = List.of(new Fault(Fault.Kind.INVALID, "", message));
    }

    /** @param faults at least one */
    public LineRefusedException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    /** Each thing that is wrong, as far as it was looked for; at most {@link Fault#MOST}. */
    public List<Fault> faults() {
        return faults;
    }
}
