package org.aliquot.server.auth.smart;

import java.util.Optional;
import org.aliquot.server.auth.client.Hashes;
import org.jspecify.annotations.Nullable;

/**
 * What refresh tokens look like: {@code FAMILY.TOKEN}, both random. The family is that of the first token, and every later one
 * of the same grant has it, so that any that was exchanged before is known for what it is, without keeping them all.
 */
final class RefreshTokens {
    private static final char BETWEEN = '.';

    private RefreshTokens() {}

    /** @param former the one that is exchanged; null for the first of a grant */
    static String next(@Nullable String former) {
        String family =
                Optional.ofNullable(former).flatMap(RefreshTokens::family).orElseGet(Hashes::random);
        return family + BETWEEN + Hashes.random();
    }

    /** Empty for tokens from before families, and for what is no token. */
    static Optional<String> family(String token) {
        int end = token.indexOf(BETWEEN);
        return end > 0 ? Optional.of(token.substring(0, end)) : Optional.empty();
    }
}
