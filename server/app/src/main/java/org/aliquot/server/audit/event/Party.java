package org.aliquot.server.audit.event;

import java.util.Optional;

/**
 * Who did it.
 *
 * @param client the app or system, such as a client's id
 * @param user the account, where a person took part
 * @param fhirUser who that is, {@code Practitioner/7}
 * @param address where the request came from, an IP address
 * @param server our own address, {@code https://lab.example.org/fhir}
 * @param request the id of the request, as the log has it
 * @param reason why, in the user's words, where rules were set aside (break-glass)
 */
public record Party(
        String client,
        Optional<String> user,
        Optional<String> fhirUser,
        Optional<String> address,
        String server,
        Optional<String> request,
        Optional<String> reason) {
    /**
     * Where no account, reason or request is known.
     *
     * @param client which of us it was, or who is not known
     */
    public static Party alone(String client, Optional<String> address) {
        return new Party(
                client, Optional.empty(), Optional.empty(), address, "aliquot", Optional.empty(), Optional.empty());
    }
}
