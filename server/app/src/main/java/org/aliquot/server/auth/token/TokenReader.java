package org.aliquot.server.auth.token;

import java.util.Optional;
import org.aliquot.server.auth.access.Access;

/** Knows one kind of tokens. */
public interface TokenReader {
    /**
     * What the token allows; empty where it is none of ours, expired, revoked or tampered with: no difference is told.
     *
     * @throws CannotTellException where nobody knows now
     */
    Optional<Access> read(String token);
}
