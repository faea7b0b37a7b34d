package org.aliquot.server.auth.user;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aliquot.server.auth.scope.Context;
import org.aliquot.server.auth.scope.Interaction;
import org.aliquot.server.auth.scope.NamedScope;
import org.aliquot.server.auth.scope.ResourceScope;
import org.aliquot.server.auth.scope.Scope;
import org.aliquot.server.auth.scope.Scopes;

/**
 * What a person works as: the most that apps may be given in their name, whatever they ask for and whatever is agreed to.
 *
 * <p>Only auditors and administrators see who saw what; a patient sees it of themselves.
 */
public enum Role {
    ADMINISTRATOR("*.cruds"),
    /** Signs reports out, and may add to everything that belongs to them. */
    PATHOLOGIST(
            "*.rs",
            "Observation.cu",
            "DiagnosticReport.cu",
            "Specimen.cu",
            "ServiceRequest.cu",
            "Task.cu",
            "Condition.cu",
            "Communication.cu"),
    /** Releases results. */
    VERIFIER("*.rs", "Observation.cu", "DiagnosticReport.cu", "Specimen.cu", "Task.cu"),
    /** Registers specimens, runs analyzers. */
    TECHNICIAN("*.rs", "Observation.cu", "Specimen.cu", "Task.cu", "Device.cu", "DeviceMetric.cu"),
    /** Orders and reads. */
    CLINICIAN("*.rs", "ServiceRequest.cu", "Task.cu"),
    AUDITOR("AuditEvent.rs", "Provenance.rs", "Practitioner.rs", "PractitionerRole.rs", "Organization.rs", "Device.rs"),
    /** About themselves alone, and there without a bound. */
    PATIENT("*.cruds");

    private static final String AUDIT = "AuditEvent";

    private final Scopes most;

    Role(String... grants) {
        this.most = Scopes.parse(Stream.of(grants)
                .flatMap(grant -> Stream.of("user/" + grant, "patient/" + grant))
                .collect(Collectors.joining(" ")));
    }

    /** What of these is given to somebody who works as this. */
    public Scopes cut(Scopes asked) {
        Scopes named = Scopes.of(asked.stream()
                .filter(NamedScope.class::isInstance)
                .filter(this::mayHave)
                .toList());
        Scopes resources = Scopes.of(asked.forResources().toList()).and(most);
        List<Scope> given = Stream.concat(named.stream(), resources.stream().filter(this::maySeeAudit))
                .toList();
        return Scopes.of(given);
    }

    /** Whether apps may be let look at resources of the type in the name of somebody who works as this. */
    public boolean maySee(String type) {
        return most.allow(Interaction.READ, type) && most.allow(Interaction.SEARCH, type);
    }

    /**
     * Sensitive results are for those who make them, and in an emergency for those who treat the patient; to be told which patient
     * or visit it is, for those who may see patients or visits.
     */
    private boolean mayHave(Scope named) {
        boolean isLaboratory = this == ADMINISTRATOR || this == PATHOLOGIST || this == VERIFIER || this == TECHNICIAN;
        if (named.equals(NamedScope.SENSITIVE)) {
            return isLaboratory;
        }
        if (named.equals(NamedScope.LAUNCH_PATIENT)) {
            return maySee("Patient");
        }
        if (named.equals(NamedScope.LAUNCH_ENCOUNTER)) {
            return maySee("Encounter");
        }
        return !named.equals(NamedScope.BREAK_GLASS) || isLaboratory || this == CLINICIAN;
    }

    private boolean maySeeAudit(Scope scope) {
        return this == ADMINISTRATOR
                || this == AUDITOR
                || this == PATIENT
                || !(scope instanceof ResourceScope resources)
                || resources.context() != Context.USER
                || !resources.type().equals(AUDIT);
    }

    public static Optional<Role> of(String name) {
        return Arrays.stream(values())
                .filter(role -> role.toString().equals(name))
                .findFirst();
    }

    /** Those that an account is given; a patient's comes with who it is. */
    public static List<Role> given() {
        return Arrays.stream(values()).filter(role -> role != PATIENT).toList();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
