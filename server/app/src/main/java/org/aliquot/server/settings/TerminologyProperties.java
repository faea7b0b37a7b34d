package org.aliquot.server.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.aliquot.terminology.BadTablesException;
import org.aliquot.terminology.Terminology;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Translation of instruments' codes and units.
 *
 * @param tables directory of the laboratory's own tables, which win over the built-in catalogue; read again when a file
 *     in it changes; none: the built-in catalogue alone
 */
@ConfigurationProperties("aliquot.terminology")
public record TerminologyProperties(@Nullable Path tables) implements CheckedSettings {
    @Override
    public List<String> problems() {
        if (tables == null) {
            return List.of();
        }
        try {
            Terminology.load(Optional.of(tables));
            return List.of();
        } catch (BadTablesException e) {
            return e.problems().stream()
                    .map(problem -> "aliquot.terminology.tables: " + problem)
                    .toList();
        }
    }
}
