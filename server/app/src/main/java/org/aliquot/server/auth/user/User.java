package org.aliquot.server.auth.user;

import java.util.Optional;

/**
 * An account.
 *
 * @param fhirUser who it is as a resource, {@code Practitioner/7} or {@code Patient/12}
 * @param role what it works as
 * @param isOneTime whether its password must be changed before anything else
 */
public record User(String name, Optional<String> fhirUser, Role role, boolean isOneTime) {
    /** Whether this is somebody who works here, and may look for patients. */
    public boolean isStaff() {
        return fhirUser.filter(
                        reference -> reference.startsWith("Practitioner/") || reference.startsWith("PractitionerRole/"))
                .isPresent();
    }

    /** The patient who this is; empty for everyone else. */
    public Optional<String> patient() {
        return fhirUser.filter(reference -> reference.startsWith("Patient/"))
                .map(reference -> reference.substring("Patient/".length()));
    }
}
