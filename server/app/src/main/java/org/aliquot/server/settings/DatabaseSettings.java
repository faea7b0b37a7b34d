package org.aliquot.server.settings;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Map;
import org.aliquot.ingest.hapi.schema.IndexPlan;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The PostgreSQL behind the server.
 *
 * @param url            {@code jdbc:postgresql://…} of a database of yours; empty: the server starts its own
 * @param username       role on that database; its owner, because the server keeps the schema itself
 * @param password       its password
 * @param poolSize       most connections held at once; at least what loads, exports and views hold ({@link BulkConnections})
 * @param indexPlan      indexes on the tables that hold resources: {@code lab} for laboratory data, {@code stock}
 *                       for HAPI's own
 * @param connectTimeout how long a request waits for a free connection before it fails
 * @param embedded       the server's own PostgreSQL; not read where {@code url} is given
 */
@ConfigurationProperties("aliquot.database")
public record DatabaseSettings(
        @NotNull
        @Pattern(
                regexp = "|jdbc:postgresql:.+",
                message = "must be empty or start with jdbc:postgresql:// (no other database is supported)")
        @DefaultValue("")
        String url,

        @NotNull @DefaultValue("") String username,
        @NotNull @DefaultValue("") String password,
        @Max(1000) @DefaultValue("40") int poolSize,
        @NotNull @DefaultValue("30s") Duration connectTimeout,
        @NotNull @DefaultValue("lab") IndexPlan indexPlan,
        @Valid @DefaultValue Embedded embedded) {

    /**
     * The server's own PostgreSQL.
     *
     * @param port         TCP port on 127.0.0.1; 0: a free one
     * @param startTimeout how long a start may take, recovery after a crash included
     * @param settings     PostgreSQL settings by name ({@code shared_buffers: 1GB}), over the server's own
     */
    public record Embedded(
            @Min(0) @Max(65_535) @DefaultValue("0") int port,
            @NotNull @DefaultValue("5m") Duration startTimeout,
            @NotNull @DefaultValue Map<String, String> settings) {}

    /** Whether the server starts PostgreSQL itself. */
    public boolean isEmbedded() {
        return url.isBlank();
    }

    @AssertTrue(message = "aliquot.database.username: must be given together with aliquot.database.url")
    boolean isUsernameGivenWithUrl() {
        return url.isBlank() || !username.isBlank();
    }

    @Override
    public String toString() {
        return "DatabaseSettings[url=" + url + ", username=" + username + ", password hidden]";
    }
}
