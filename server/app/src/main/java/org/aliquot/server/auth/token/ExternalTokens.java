package org.aliquot.server.auth.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.scope.MalformedScopeException;
import org.aliquot.server.auth.scope.Scopes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/**
 * Tokens of an authorization server elsewhere ({@code aliquot.auth.issuer}): JWTs (RFC 9068 or alike), signed with a key of
 * the issuer's. Scopes, user and launch context are the token's claims.
 */
public final class ExternalTokens implements TokenReader {
    private static final Logger LOG = LoggerFactory.getLogger(ExternalTokens.class);
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.ES256, JWSAlgorithm.ES384);

    private final JwtDecoder decoder;
    private final String fhirBase;

    /**
     * @param jwksUrl where the issuer's keys are; empty: as its discovery document says, read with the first token
     * @param audience what tokens must be for
     */
    public ExternalTokens(String issuer, String jwksUrl, String audience, String fhirBase) {
        this.fhirBase = fhirBase;
        OAuth2TokenValidator<Jwt> claims = new DelegatingOAuth2TokenValidator<>(
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
                    .jwsAlgorithms(known -> Set.of(
                                    SignatureAlgorithm.RS256,
                                    SignatureAlgorithm.RS384,
                                    SignatureAlgorithm.ES256,
                                    SignatureAlgorithm.ES384)
                            .forEach(known::add))
                    .build();
            nimbus.setJwtValidator(claims);
            return nimbus;
        });
    }

    @Override
    public Optional<Access> read(String token) {
        try {
            // Before the issuer's keys are asked for: what cannot be one of its tokens costs no request.
            if (!ALGORITHMS.contains(SignedJWT.parse(token).getHeader().getAlgorithm())) {
                return Optional.empty();
            }
            return Optional.of(access(decoder.decode(token)));
        } catch (ParseException | MalformedScopeException notOurs) {
            return Optional.empty();
        } catch (JwtException refused) {
            LOG.debug(
                    "a token of the external issuer is refused: {}",
                    refused.getClass().getSimpleName());
            return Optional.empty();
        } catch (JwtDecoderInitializationException | IllegalArgumentException unreachable) {
            LOG.warn(
                    "the issuer's keys cannot be had: {}",
                    unreachable.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private Access access(Jwt token) {
        String client = Optional.ofNullable(token.getClaimAsString("client_id"))
                .or(() -> Optional.ofNullable(token.getClaimAsString("azp")))
                .orElse("external");
        return new Access(
                client,
                Optional.ofNullable(token.getSubject()).filter(subject -> !subject.equals(client)),
                Optional.ofNullable(token.getClaimAsString("fhirUser")).map(this::relative),
                Optional.ofNullable(token.getClaimAsString("patient")).map(id -> id.replaceFirst("^Patient/", "")),
                Scopes.parse(scopes(token)));
    }

    private String relative(String reference) {
        return reference.startsWith(fhirBase + "/") ? reference.substring(fhirBase.length() + 1) : reference;
    }

    private static String scopes(Jwt token) {
        Object scopes = token.hasClaim("scope") ? token.getClaim("scope") : token.getClaim("scp");
        return scopes instanceof Collection<?> several
                ? several.stream().map(String::valueOf).collect(Collectors.joining(" "))
                : scopes == null ? "" : scopes.toString();
    }
}
