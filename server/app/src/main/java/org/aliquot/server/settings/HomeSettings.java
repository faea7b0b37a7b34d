package org.aliquot.server.settings;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the server keeps what it keeps.
 *
 * @param dataDir everything that must survive a restart: database, full-text index, gateway spool
 */
@ConfigurationProperties("aliquot")
public record HomeSettings(@NotNull @DefaultValue("./data") Path dataDir) {}
