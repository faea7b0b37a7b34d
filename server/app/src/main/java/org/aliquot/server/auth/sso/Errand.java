package org.aliquot.server.auth.sso;

import org.aliquot.server.auth.client.Hashes;

/**
 * One user's way there and back.
 *
 * @param state by which we know the answer
 * @param nonce by which we know that the id_token was made for it
 * @param verifier proves that the code was asked for by us (PKCE)
 */
public record Errand(String state, String nonce, String verifier) {
    public static Errand begin() {
        return new Errand(Hashes.random(), Hashes.random(), Hashes.random());
    }
}
