package org.aliquot.server.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Translation of instruments' codes and units.
 *
 * @param tables directory of the laboratory's own tables, which win over the built-in catalogue; read again when a file
 *     in it changes; none: the built-in catalogue alone
 */
@ConfigurationProperties("aliquot.terminology")
public record TerminologyProperties(@Nullable Path tables) {}
