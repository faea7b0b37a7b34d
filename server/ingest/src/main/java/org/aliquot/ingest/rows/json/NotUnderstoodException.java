package org.aliquot.ingest.rows.json;

import java.util.EnumMap;
import java.util.Map;

/** Leaves the resource to another extractor. One for each reason, made once: a refusal costs no stack trace. */
public final class NotUnderstoodException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final Map<Reason, NotUnderstoodException> ALL = new EnumMap<>(Reason.class);

    static {
        for (Reason reason : Reason.values()) {
            ALL.put(reason, new NotUnderstoodException(reason));
        }
    }

    private final Reason reason;

    private NotUnderstoodException(Reason reason) {
        super(reason.text(), null, false, false);
        this.reason = reason;
    }

    public static NotUnderstoodException because(Reason reason) {
        return ALL.get(reason);
    }

    public Reason reason() {
        return reason;
    }
}
