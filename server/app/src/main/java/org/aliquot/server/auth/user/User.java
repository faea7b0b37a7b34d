package org.aliquot.server.auth.user;

import java.util.Optional;

/**
 * An account.
 *
 * @param fhirUser who it is as a resource, {@code Practitioner/7} or {@code Patient/12}
 * @param isOneTime whether its password must be changed before anything else
 */
public record User(String name, Optional<String> fhirUser, boolean isOneTime) {
    /** The patient who this is; empty for everyone else. */
    public Optional<String> patient() {
        return fhirUser.filter(reference -> reference.startsWith("Patient/"))
                .map(reference -> reference.substring("Patient/".length()));
    }
}
