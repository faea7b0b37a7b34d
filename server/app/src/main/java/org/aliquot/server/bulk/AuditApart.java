package org.aliquot.server.bulk;

/** AuditEvents are kept apart from resources: what is made of all resources would have none, and look like that of a server where nothing happened. */
public final class AuditApart {
    public static final String TYPE = "AuditEvent";

    /** What is said to whoever asks for them. */
    public static final String ELSEWHERE =
            "AuditEvent is not among these; the command \"aliquot audit export\" writes the audit, GET AuditEvent searches it";

    private AuditApart() {}
}
