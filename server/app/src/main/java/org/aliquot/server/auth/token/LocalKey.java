package org.aliquot.server.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.scope.MalformedScopeException;
import org.aliquot.server.auth.scope.NamedScope;
import org.aliquot.server.auth.scope.Scopes;

/**
 * The key in the data directory that signs the tokens of the machine's operator.
 *
 * <p>Whoever may read the directory has the database's passwords and its files; a token gives them nothing that they lack. It
 * spares the operator a password, and scripts a stored one: tokens are made when they are needed, by {@code aliquot token} and
 * by the commands themselves, and end by themselves.
 */
public final class LocalKey implements TokenReader {
    /** Longest life of a token; a key that leaked is replaced by deleting the file and starting the server again. */
    public static final Duration LONGEST_LIFE = Duration.ofHours(24);

    /** Everything; what commands of this machine's operator need. */
    public static final Scopes ALL_SCOPES = Scopes.parse("system/*.cruds")
            .or(Scopes.of(NamedScope.OPERATIONS, NamedScope.METRICS, NamedScope.SENSITIVE));

    private static final String FILE = "operator.key";
    private static final String ISSUER = "urn:aliquot:local";
    private static final int KEY_BYTES = 32;

    private final byte[] key;
    private final Clock clock;

    private LocalKey(byte[] key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /** The key of a server's data directory, made where there is none. */
    public static LocalKey makeIn(Path dataDir, Clock clock) {
        Path file = dataDir.resolve(FILE);
        byte[] made = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(made);
        try {
            boolean knowsOwners =
                    dataDir.getFileSystem().supportedFileAttributeViews().contains("posix");
            Path half = knowsOwners
                    ? Files.createTempFile(
                            dataDir,
                            "operator-",
                            ".tmp",
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                    : Files.createTempFile(dataDir, "operator-", ".tmp");
            Files.writeString(half, Base64.getEncoder().encodeToString(made) + "\n");
            try {
                // A link, unlike a move, does not replace what is there.
                Files.createLink(file, half);
            } catch (FileAlreadyExistsException isThere) {
                // The usual case: every start but the first.
            } finally {
                Files.delete(half);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the operator's key cannot be kept in " + file, e);
        }
        return in(dataDir, clock).orElseThrow();
    }

    /** The key of a data directory; empty where no server has run in it, or another user's has. */
    public static Optional<LocalKey> in(Path dataDir, Clock clock) {
        Path file = dataDir.resolve(FILE);
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getDecoder().decode(Files.readString(file).strip());
            if (key.length != KEY_BYTES) {
                throw new IOException("expected " + KEY_BYTES + " bytes in base64; delete it for a new one");
            }
            return Optional.of(new LocalKey(key, clock));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("operator's key " + file + ": " + e.getMessage(), e);
        }
    }

    /** A token for this machine's operator. */
    public String token(Scopes scopes, Duration life) {
        Instant now = clock.instant();
        SignedJWT token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .subject(System.getProperty("user.name"))
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(life)))
                        .jwtID(UUID.randomUUID().toString())
                        .claim("scope", scopes.toString())
                        .build());
        try {
            token.sign(new MACSigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("the operator's key does not sign", e);
        }
    }

    @Override
    public Optional<Access> read(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            // The header says how it is signed; what it says is only compared, never followed.
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(new MACVerifier(key))) {
                return Optional.empty();
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Instant now = clock.instant();
            boolean isTimely = claims.getIssueTime() != null
                    && claims.getExpirationTime() != null
                    && claims.getExpirationTime().toInstant().isAfter(now)
                    && !claims.getExpirationTime()
                            .toInstant()
                            .isAfter(claims.getIssueTime().toInstant().plus(LONGEST_LIFE));
            if (!ISSUER.equals(claims.getIssuer()) || !isTimely) {
                return Optional.empty();
            }
            Access access = new Access(
                    "operator",
                    Optional.ofNullable(claims.getSubject()),
                    Optional.empty(),
                    Optional.empty(),
                    Scopes.parse(claims.getStringClaim("scope")));
            return Optional.of(access);
        } catch (ParseException | JOSEException | MalformedScopeException notOurs) {
            return Optional.empty();
        }
    }
}
