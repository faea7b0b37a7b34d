package org.aliquot.server.auth.access;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.AuthenticationException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import jakarta.servlet.ServletRequest;
import java.util.Optional;
import org.aliquot.server.auth.scope.NamedScope;
import org.aliquot.server.auth.scope.Scopes;

/**
 * What the bearer of one token may do, and who that is.
 *
 * @param client who sends the requests, such as the client's id
 * @param user the account in whose name it does, where there is one
 * @param fhirUser who that is as a resource, {@code Practitioner/7}, where known
 * @param patient id of the patient whom scopes of the kind {@code patient/} are about; without one they allow nothing
 * @param reason why rules were set aside for this one request, in the user's words (break-glass)
 */
public record Access(
        String client,
        Optional<String> user,
        Optional<String> fhirUser,
        Optional<String> patient,
        Scopes scopes,
        Optional<String> reason) {
    private static final String ATTRIBUTE = Access.class.getName();

    /** Where nobody is asked for a token: development on one's own machine. */
    public static final Access DEVELOPMENT = of(
            "development",
            Scopes.parse("system/*.cruds")
                    .or(Scopes.of(NamedScope.OPERATIONS, NamedScope.METRICS, NamedScope.SENSITIVE)));

    public Access(
            String client, Optional<String> user, Optional<String> fhirUser, Optional<String> patient, Scopes scopes) {
        this(client, user, fhirUser, patient, scopes, Optional.empty());
    }

    /** A client that speaks for itself. */
    public static Access of(String client, Scopes scopes) {
        return new Access(client, Optional.empty(), Optional.empty(), Optional.empty(), scopes);
    }

    /** For one request, what is labelled as sensitive too. */
    public Access inEmergency(String why) {
        return new Access(
                client, user, fhirUser, patient, scopes.or(Scopes.of(NamedScope.SENSITIVE)), Optional.of(why));
    }

    /** From here on the request is one of this bearer's. */
    public void attachTo(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Whose request it is; empty where nobody said so. */
    public static Optional<Access> of(ServletRequest request) {
        return Optional.ofNullable((Access) request.getAttribute(ATTRIBUTE));
    }

    /**
     * Whose request it is; empty for what the server does by itself.
     *
     * <p>Found once, in the request's own thread, and then kept with HAPI's object for the request: a search may go on after
     * the answer has left, and by then the container has given its object to somebody else's request.
     *
     * @throws AuthenticationException where it came in from outside and nobody looked at its token
     */
    static Optional<Access> of(RequestDetails request) {
        if (!(request instanceof ServletRequestDetails outside)) {
            return Optional.empty();
        }
        Access known = (Access) outside.getUserData().get(ATTRIBUTE);
        if (known == null) {
            known = Optional.ofNullable(outside.getServletRequest())
                    .flatMap(servlet -> of(servlet))
                    .orElseThrow(() -> new AuthenticationException("a request without a bearer"));
            outside.getUserData().put(ATTRIBUTE, known);
        }
        return Optional.of(known);
    }

    /** The patient who is the user, where the user is one: an id. */
    Optional<String> ownPatient() {
        return fhirUser.filter(reference -> reference.startsWith("Patient/"))
                .map(reference -> reference.substring("Patient/".length()));
    }

    /** Whether the user works here: scopes of the kind {@code user/} are about all patients for them, and for nobody else. */
    boolean isStaff() {
        return fhirUser.filter(
                        reference -> reference.startsWith("Practitioner/") || reference.startsWith("PractitionerRole/"))
                .isPresent();
    }

    /** Who it is, in one word; the same for every token of one client and user. */
    public String bearer() {
        return client + user.map(name -> "/" + name).orElse("");
    }
}
