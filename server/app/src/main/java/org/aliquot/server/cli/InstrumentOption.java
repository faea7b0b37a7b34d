package org.aliquot.server.cli;

import java.util.Iterator;
import org.aliquot.instrument.InstrumentFamily;
import org.aliquot.instrument.Instruments;
import picocli.CommandLine.Option;

/** Which family of instruments a file comes from. */
final class InstrumentOption {
    @Option(
            names = {"-i", "--instrument"},
            required = true,
            paramLabel = "KEY",
            completionCandidates = Keys.class,
            description = "The instrument's family: ${COMPLETION-CANDIDATES}.")
    private String key;

    /** The keys of all installed families, for help and shell completion. */
    static final class Keys implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Instruments.installed().keys().iterator();
        }
    }

    InstrumentFamily family() throws CommandFailedException {
        return Instruments.installed()
                .find(key)
                .orElseThrow(() -> new CommandFailedException(
                        ExitCodes.USAGE,
                        "no instrument '" + key + "'; known are "
                                + String.join(", ", Instruments.installed().keys())));
    }
}
