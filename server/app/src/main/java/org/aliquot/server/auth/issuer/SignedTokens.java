package org.aliquot.server.auth.issuer;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.remote.Remote;
import org.aliquot.server.auth.scope.MalformedScopeException;
import org.aliquot.server.auth.token.CannotTellException;
import org.aliquot.server.auth.token.TokenReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/** The issuer's tokens as JWTs (RFC 9068 or alike), signed with a key of its own. */
public final class SignedTokens implements TokenReader {
    private static final Logger LOG = LoggerFactory.getLogger(SignedTokens.class);
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.ES256, JWSAlgorithm.ES384);

    /** What a header may call them; some say nothing. RFC 9068 2.1 has {@code at+jwt}, others are no access tokens (RFC 8725 3.11). */
    private static final Set<JOSEObjectType> TYPES =
            Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"));

    private final JwtDecoder decoder;
    private final TokenClaims claims;

    /**
     * @param jwksUrl where the issuer's keys are; empty: as its discovery document says, read with the first token
     * @param audience what tokens must be for
     */
    public SignedTokens(String issuer, String jwksUrl, String audience, TokenClaims claims) {
        this.claims = claims;
        OAuth2TokenValidator<Jwt> checks = new DelegatingOAuth2TokenValidator<>(
                JwtValidators.createDefaultWithIssuer(issuer),
                new JwtTimestampValidator(),
                new JwtClaimValidator<Object>("exp", java.util.Objects::nonNull),
                // Keycloak says in the claims what a token is; an id_token tells who somebody is and lets nobody in.
                new JwtClaimValidator<Object>("typ", type -> !"ID".equals(type)),
                new JwtClaimValidator<Object>("at_hash", java.util.Objects::isNull),
                new JwtClaimValidator<List<String>>("aud", aud -> aud != null && aud.contains(audience)));
        this.decoder = new SupplierJwtDecoder(() -> {
            NimbusJwtDecoder nimbus = (jwksUrl.isBlank()
                            ? NimbusJwtDecoder.withIssuerLocation(issuer)
                            : NimbusJwtDecoder.withJwkSetUri(jwksUrl))
                    .restOperations(Remote.forSpring())
                    // Looked at in read: this check knows JWT alone.
                    .validateType(false)
                    .jwsAlgorithms(known -> Set.of(
                                    SignatureAlgorithm.RS256,
                                    SignatureAlgorithm.RS384,
                                    SignatureAlgorithm.ES256,
                                    SignatureAlgorithm.ES384)
                            .forEach(known::add))
                    .build();
            nimbus.setJwtValidator(checks);
            return nimbus;
        });
    }

    @Override
    public Optional<Access> read(String token) {
        try {
            // Before the issuer's keys are asked for: what cannot be one of its tokens costs no request.
            JWSHeader header = SignedJWT.parse(token).getHeader();
            boolean isAccessToken = header.getType() == null || TYPES.contains(header.getType());
            if (!isAccessToken || !ALGORITHMS.contains(header.getAlgorithm())) {
                return Optional.empty();
            }
            Jwt good = decoder.decode(token);
            return TokenClaims.isBearers(good.getClaims())
                    ? Optional.of(claims.access(good.getClaims()))
                    : Optional.empty();
        } catch (ParseException | MalformedScopeException notOurs) {
            return Optional.empty();
        } catch (BadJwtException refused) {
            LOG.debug(
                    "a token of the external issuer is refused: {}",
                    refused.getClass().getSimpleName());
            return Optional.empty();
        } catch (JwtDecoderInitializationException | JwtException | IllegalArgumentException unreachable) {
            LOG.warn(
                    "the issuer's keys cannot be had: {}",
                    unreachable.getClass().getSimpleName());
            throw new CannotTellException(unreachable);
        }
    }
}
