package org.aliquot.server.cli;

import java.util.stream.Collectors;
import org.aliquot.instrument.InstrumentFamily;
import org.aliquot.instrument.Instruments;
import picocli.CommandLine.Option;

/** Which family of instruments a file comes from. */
final class InstrumentOption {
    @Option(
            names = {"-i", "--instrument"},
            required = true,
            paramLabel = "KEY",
            description = "The instrument's family; see the list below.")
    private String key;

    InstrumentFamily family() throws CommandFailedException {
        return Instruments.installed()
                .find(key)
                .orElseThrow(() -> new CommandFailedException(
                        ExitCodes.USAGE,
                        "no instrument '" + key + "'; known are "
                                + String.join(", ", Instruments.installed().keys())));
    }

    /** For help texts: one family a line. */
    static String list() {
        return Instruments.installed().families().stream()
                .map(family -> String.format("  %-12s %s", family.key(), family.title()))
                .collect(Collectors.joining("%n", "", "%n"));
    }
}
