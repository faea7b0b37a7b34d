package org.aliquot.server.settings;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Views as tables.
 *
 * @param tables names of views that are kept as tables of the database, up to date within a second
 * @param schema where those tables are; what else is there is not touched
 * @param reader a role of the database that may read them, where there is one of this name
 */
@ConfigurationProperties("aliquot.views")
public record ViewProperties(
        @DefaultValue List<@Pattern(regexp = "[a-z][a-z0-9_]{0,49}") String> tables,

        @NotNull
        @Pattern(
                regexp = "(?!pg_|public$|information_schema$)[a-z][a-z0-9_]{0,49}",
                message = "must be a schema of its own, of a-z, 0-9 and _, 50 at most, and none that PostgreSQL brings"
                        + " along (public, information_schema, pg_...)")
        @DefaultValue("lab")
        String schema,

        @NotNull @Pattern(regexp = "[a-z][a-z0-9_]{0,49}") @DefaultValue("aliquot_reader")
        String reader) {
    /** Views that are run for clients at once; each keeps connections for as long as its client reads. */
    public static final int RUNS_AT_ONCE = 3;

    public ViewProperties {
        tables = List.copyOf(tables);
    }
}
