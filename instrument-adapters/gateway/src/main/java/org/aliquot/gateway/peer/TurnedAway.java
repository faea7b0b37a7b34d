package org.aliquot.gateway.peer;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * A connection that did not come about, or was closed for another.
 *
 * @param peer its address, in figures
 * @param text what happened and what to do, in a technician's words; holds nothing of what the peer said
 */
public record TurnedAway(Instant at, String peer, Reason reason, String text) {

    /** Why, as counted. */
    public enum Reason {
        NOT_ALLOWED,
        TOO_MANY,
        TOO_MANY_OF_PEER,
        TOO_MANY_IN_ALL,
        /** Was connected, and silent longest when another came. */
        MADE_ROOM,
        TLS_ON_PLAIN_PORT,
        PLAIN_ON_TLS_PORT,
        TLS_TIMEOUT,
        TLS_VERSION,
        TLS_NO_CERTIFICATE,
        TLS_EXPIRED,
        TLS_UNKNOWN_AUTHORITY,
        TLS_OTHER_NAME,
        /** The other side did not like our certificate, or our offer. */
        TLS_REFUSED_BY_PEER,
        TLS_FAILED;

        /** As metrics and the operations API name it: {@code not-allowed}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public TurnedAway {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(peer, "peer");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(text, "text");
    }
}
