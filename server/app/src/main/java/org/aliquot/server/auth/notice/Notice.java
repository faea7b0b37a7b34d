package org.aliquot.server.auth.notice;

import jakarta.servlet.ServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One thing that happened.
 *
 * @param user the account, or the name that was given for one
 * @param client the client's id
 * @param fhirUser who the user is as a resource
 * @param patient id of the patient whom it is about
 * @param words what else is to be known; no secret
 */
public record Notice(
        What what,
        Optional<String> user,
        Optional<String> client,
        Optional<String> fhirUser,
        Optional<String> patient,
        boolean isSuccess,
        String words) {
    private static final String ATTRIBUTE = Notice.class.getName();
    private static final int LONGEST_NAME = 64;

    /** Kinds of happenings. */
    public enum What {
        LOGIN,
        NEW_PASSWORD,
        CONSENT,
        TOKEN,
        REVOCATION,
        /** Patients were looked for; the words are what was asked, as a URL. */
        PATIENT_SEARCH,
        /** A patient's name was shown. */
        PATIENT_READ,
        CONFIGURATION
    }

    public static Notice success(What what, String words) {
        return new Notice(what, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true, words);
    }

    public static Notice failure(What what, String words) {
        return new Notice(what, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, words);
    }

    /** A name somebody typed may be anything, a password in the wrong field too: a plain one is kept, another is not. */
    public Notice triedBy(String name) {
        boolean isPlain = name.length() <= LONGEST_NAME && name.matches("[A-Za-z0-9._@-]+");
        return new Notice(
                what, isPlain ? Optional.of(name) : Optional.empty(), client, fhirUser, patient, isSuccess, words);
    }

    public Notice by(String name, Optional<String> reference) {
        return new Notice(what, Optional.of(name), client, reference, patient, isSuccess, words);
    }

    public Notice through(String clientId) {
        return new Notice(what, user, Optional.of(clientId), fhirUser, patient, isSuccess, words);
    }

    public Notice about(Optional<String> id) {
        return new Notice(what, user, client, fhirUser, id, isSuccess, words);
    }

    /** From here on the request is known to have had it. */
    public void leaveWith(ServletRequest request) {
        request.setAttribute(
                ATTRIBUTE, Stream.concat(of(request).stream(), Stream.of(this)).toList());
    }

    @SuppressWarnings("unchecked")
    public static List<Notice> of(ServletRequest request) {
        Object left = request.getAttribute(ATTRIBUTE);
        return left == null ? List.of() : (List<Notice>) left;
    }
}
