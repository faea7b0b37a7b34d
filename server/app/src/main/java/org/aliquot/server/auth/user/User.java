package org.aliquot.server.auth.user;

import java.util.Optional;

/**
 * An account.
 *
 * @param fhirUser who it is as a resource, {@code Practitioner/7} or {@code Patient/12}
 * @param role what it works as
 * @param isOneTime whether its password must be changed before anything else
 * @param isCodeDue whether its password is not enough: a code of its authenticator app must be given, before that
 * @param isExternal whether it logs in elsewhere, and has no password here
 * @param edition another one each time that the account is made, or given a password or a role
 */
public record User(
        String name,
        Optional<String> fhirUser,
        Role role,
        boolean isOneTime,
        boolean isCodeDue,
        boolean isExternal,
        String edition) {
    /** Once the code was given. */
    public User withCode() {
        return new User(name, fhirUser, role, isOneTime, false, isExternal, edition);
    }

    /** Once the password was changed. */
    public User withOwnPassword() {
        return new User(name, fhirUser, role, false, isCodeDue, isExternal, edition);
    }

    /** Whether this is somebody who works here with patients, and may look for them. */
    public boolean mayLookForPatients() {
        return role.maySee("Patient") && isStaff();
    }

    private boolean isStaff() {
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
