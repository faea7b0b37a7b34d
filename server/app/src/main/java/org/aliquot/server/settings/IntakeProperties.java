package org.aliquot.server.settings;

import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How results find their patient.
 *
 * @param accessionSystems identifier systems that hold this laboratory's accession numbers
 *     ({@code https://lab.example.org/accession}); none: an identifier of any system counts, unless its type says that it
 *     is another number
 */
@ConfigurationProperties("aliquot.intake")
public record IntakeProperties(@NotNull @DefaultValue List<String> accessionSystems) {}
