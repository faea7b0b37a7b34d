package org.aliquot.server.settings;

import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The account of who did what.
 *
 * @param journalLimit what may wait on files while the database cannot be reached; then nothing is answered any more
 * @param forceToDisk  an answer waits until its entry is on the disk itself: also a loss of power takes none, and each
 *                     request waits for the disk
 */
@ConfigurationProperties("aliquot.audit")
public record AuditSettings(
        @NotNull @DefaultValue("1GB") DataSize journalLimit,
        @DefaultValue("false") boolean forceToDisk) implements CheckedSettings {
    private static final DataSize LEAST = DataSize.ofMegabytes(16);

    @Override
    public List<String> problems() {
        return journalLimit.compareTo(LEAST) < 0
                ? List.of("aliquot.audit.journal-limit: must be at least " + LEAST.toMegabytes() + "MB")
                : List.of();
    }
}
