package org.aliquot.server.auth.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * A client's signed proof of who it is. RFC 7523, and SMART App Launch 2.2, "Client Authentication: Asymmetric": signed with
 * RS384 or ES384 by a key of the client's, for this server's token endpoint, five minutes long at most, and good once.
 */
public final class Assertions implements JwtDecoderFactory<RegisteredClient> {
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS384, JWSAlgorithm.ES384);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(30);
    private static final int LONGEST_ID = 256;
    private static final int FORGET_EVERY = 100;

    private final ClientStore clients;
    private final ClientKeys keys;
    private final JdbcTemplate jdbc;
    private final Supplier<Set<String>> audiences;
    private final Clock clock;
    private int untilForgetting = FORGET_EVERY;

    /** @param audiences what the claim {@code aud} may be: the token endpoint's URL, for the request at hand */
    public Assertions(
            ClientStore clients, ClientKeys keys, DataSource dataSource, Supplier<Set<String>> audiences, Clock clock) {
        this.clients = clients;
        this.keys = keys;
        this.jdbc = new JdbcTemplate(dataSource);
        this.audiences = audiences;
        this.clock = clock;
    }

    @Override
    public JwtDecoder createDecoder(RegisteredClient registered) {
        return token -> {
            try {
                return checked(registered.getClientId(), SignedJWT.parse(token));
            } catch (ParseException | JOSEException | IOException | IllegalArgumentException e) {
                throw new BadJwtException("the assertion cannot be checked: " + e.getMessage(), e);
            }
        };
    }

    private Jwt checked(String clientId, SignedJWT assertion) throws ParseException, JOSEException, IOException {
        Client client = clients.find(clientId).orElseThrow(() -> new BadJwtException("no such client"));
        JWSAlgorithm algorithm = assertion.getHeader().getAlgorithm();
        if (!ALGORITHMS.contains(algorithm)) {
            throw new BadJwtException("signed with another algorithm than RS384 or ES384");
        }
        // jku and jwk in the header are not looked at: the keys are those of the registration.
        if (!isSignedByOneOf(client, assertion)) {
            throw new BadJwtException("not signed by a key of this client");
        }
        JWTClaimsSet claims = assertion.getJWTClaimsSet();
        requireTimely(claims);
        if (!clientId.equals(claims.getIssuer()) || !clientId.equals(claims.getSubject())) {
            throw new BadJwtException("iss and sub must both be the client_id");
        }
        if (claims.getAudience().stream().noneMatch(audiences.get()::contains)) {
            throw new BadJwtException("aud is not this server's token endpoint");
        }
        if (String.valueOf(claims.getJWTID()).indexOf(0) >= 0) {
            throw new BadJwtException("jti holds the character NUL");
        }
        useOnce(clientId, claims);
        return new Jwt(
                assertion.serialize(),
                claims.getIssueTime() == null ? null : claims.getIssueTime().toInstant(),
                claims.getExpirationTime().toInstant(),
                Map.of("alg", algorithm.getName()),
                Map.of("sub", clientId));
    }

    private boolean isSignedByOneOf(Client client, SignedJWT assertion)
            throws ParseException, JOSEException, IOException {
        String keyId = assertion.getHeader().getKeyID();
        for (JWK key : keys.of(client, keyId).getKeys()) {
            boolean isMeant = keyId == null || keyId.equals(key.getKeyID());
            if (isMeant && isSignedBy(key, assertion)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSignedBy(JWK key, SignedJWT assertion) throws JOSEException {
        boolean isRsa = assertion.getHeader().getAlgorithm().equals(JWSAlgorithm.RS384);
        JWSVerifier verifier;
        if (isRsa && key.getKeyType().equals(com.nimbusds.jose.jwk.KeyType.RSA)) {
            verifier = new RSASSAVerifier(key.toRSAKey().toRSAPublicKey());
        } else if (!isRsa && key.getKeyType().equals(com.nimbusds.jose.jwk.KeyType.EC)) {
            verifier = new ECDSAVerifier(key.toECKey().toECPublicKey());
            if (!verifier.supportedJWSAlgorithms().contains(JWSAlgorithm.ES384)) {
                return false;
            }
        } else {
            return false;
        }
        return assertion.verify(verifier);
    }

    private void requireTimely(JWTClaimsSet claims) {
        Instant now = clock.instant();
        if (claims.getExpirationTime() == null) {
            throw new BadJwtException("exp is missing");
        }
        Instant ends = claims.getExpirationTime().toInstant();
        if (!ends.isAfter(now.minus(CLOCKS_DIFFER))) {
            throw new BadJwtException("expired");
        }
        if (ends.isAfter(now.plus(LONGEST).plus(CLOCKS_DIFFER))) {
            throw new BadJwtException("exp is more than five minutes away");
        }
        if (claims.getNotBeforeTime() != null
                && claims.getNotBeforeTime().toInstant().isAfter(now.plus(CLOCKS_DIFFER))) {
            throw new BadJwtException("not valid yet");
        }
    }

    private void useOnce(String clientId, JWTClaimsSet claims) {
        String id = claims.getJWTID();
        if (id == null || id.isBlank() || id.length() > LONGEST_ID) {
            throw new BadJwtException("jti is missing or longer than " + LONGEST_ID + " characters");
        }
        int used = jdbc.update(
                "insert into aliquot_used_assertion (client_id, jti, expires_at) values (?, ?, ?) on conflict do nothing",
                clientId,
                id,
                Timestamp.from(claims.getExpirationTime().toInstant().plus(CLOCKS_DIFFER)));
        if (used == 0) {
            throw new BadJwtException("used before");
        }
        forgetExpired();
    }

    private synchronized void forgetExpired() {
        if (--untilForgetting <= 0) {
            untilForgetting = FORGET_EVERY;
            jdbc.update("delete from aliquot_used_assertion where expires_at < ?", Timestamp.from(clock.instant()));
        }
    }
}
