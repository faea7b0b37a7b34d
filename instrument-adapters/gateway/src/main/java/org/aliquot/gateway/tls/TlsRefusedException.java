package org.aliquot.gateway.tls;

import java.io.IOException;
import org.aliquot.gateway.peer.TurnedAway;

/** There is no connection, because there was no TLS; the message is for the technician who has to mend it. */
public class TlsRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final TurnedAway.Reason reason;

    TlsRefusedException(TurnedAway.Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public TurnedAway.Reason reason() {
        return reason;
    }
}
