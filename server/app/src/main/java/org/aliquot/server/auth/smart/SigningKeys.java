package org.aliquot.server.auth.smart;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keys that sign id_tokens (RS256), in the table {@code aliquot_signing_key}: the newest signs, all are published.
 *
 * <p>To rotate is to add a row; a row whose signatures nobody will look at any more may be deleted.
 */
public final class SigningKeys {
    private static final int BITS = 2048;

    private final JdbcTemplate jdbc;
    private final Clock clock;

    public SigningKeys(DataSource dataSource, Clock clock) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.clock = clock;
    }

    /** For the signer: the key that signs alone, so that it has no choice. The first use makes one. */
    JWKSource<SecurityContext> signing() {
        return (selector, context) -> selector.select(new JWKSet(newestFirst().get(0)));
    }

    /** What everyone may know. */
    JWKSet published() {
        return new JWKSet(newestFirst()).toPublicJWKSet();
    }

    private List<JWK> newestFirst() {
        List<JWK> keys = read();
        if (keys.isEmpty()) {
            make();
            keys = read();
        }
        return keys;
    }

    private List<JWK> read() {
        return jdbc.query("select jwk from aliquot_signing_key order by created_at desc, kid", (row, number) -> {
            try {
                return JWK.parse(row.getString("jwk"));
            } catch (ParseException e) {
                throw new IllegalStateException("a kept signing key is none", e);
            }
        });
    }

    private void make() {
        try {
            RSAKey key = new RSAKeyGenerator(BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
            jdbc.update(
                    "insert into aliquot_signing_key (kid, jwk, created_at) select ?, ?, ?"
                            + " where not exists (select 1 from aliquot_signing_key)",
                    key.getKeyID(),
                    key.toJSONString(),
                    Timestamp.from(clock.instant()));
        } catch (JOSEException e) {
            throw new IllegalStateException("no signing key can be made", e);
        }
    }
}
