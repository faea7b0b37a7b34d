package org.aliquot.server.auth.scope;

/**
 * A scope that is only a name.
 *
 * @param name such as {@code openid} or {@code launch/patient}
 */
public record NamedScope(String name) implements Scope {
    public static final NamedScope OPENID = new NamedScope("openid");
    public static final NamedScope FHIR_USER = new NamedScope("fhirUser");
    public static final NamedScope PROFILE = new NamedScope("profile");
    public static final NamedScope OFFLINE_ACCESS = new NamedScope("offline_access");
    public static final NamedScope ONLINE_ACCESS = new NamedScope("online_access");
    public static final NamedScope LAUNCH = new NamedScope("launch");
    public static final NamedScope LAUNCH_PATIENT = new NamedScope("launch/patient");
    public static final NamedScope LAUNCH_ENCOUNTER = new NamedScope("launch/encounter");

    /** Ours: everything below {@code /ops}, which includes raw messages and loading whatever a file holds. */
    public static final NamedScope OPERATIONS = new NamedScope("aliquot/operations");
    /** Ours: what is below {@code /actuator} beside health. */
    public static final NamedScope METRICS = new NamedScope("aliquot/metrics");
    /** Ours: seeing what is labelled as sensitive ({@code aliquot.auth.sensitive}). */
    public static final NamedScope SENSITIVE = new NamedScope("aliquot/sensitive");
    /** Ours: seeing it in an emergency, with a reason, for one request. */
    public static final NamedScope BREAK_GLASS = new NamedScope("aliquot/break-glass");
    /** Ours: telling the server in which context an EHR is about to launch an app. */
    public static final NamedScope REGISTER_LAUNCH = new NamedScope("aliquot/launch");
    /** Ours: registering clients. */
    public static final NamedScope REGISTER_CLIENTS = new NamedScope("aliquot/clients");
    /** Ours: asking about tokens that were issued to other clients. */
    public static final NamedScope INTROSPECT = new NamedScope("aliquot/introspect");

    @Override
    public boolean covers(Scope other) {
        return equals(other);
    }

    @Override
    public String toString() {
        return name;
    }
}
