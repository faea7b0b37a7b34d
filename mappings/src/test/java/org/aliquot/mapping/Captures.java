package org.aliquot.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.InstrumentReader;
import org.aliquot.instrument.Instruments;
import org.aliquot.instrument.Reading;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.Transcript;
import org.aliquot.lab.TranscriptId;
import org.junit.jupiter.api.Assumptions;

/** Captured messages, read and mapped as {@code aliquot convert} does. */
final class Captures {
    private Captures() {}

    /** The folder of captures; skips the test where there is none. */
    static Path folder() {
        Path corpus = Path.of(System.getProperty("aliquot.corpus", "corpus"));
        Assumptions.assumeTrue(
                Files.isDirectory(corpus), "skipped: no captured messages at " + corpus + " (aliquot.corpus)");
        return corpus;
    }

    static Reading read(String dialect, Path file) {
        InstrumentId from = new InstrumentId(dialect, "bench-2");
        InstrumentReader reader = Instruments.installed()
                .reader(from, DeviceSettings.of(Instruments.installed().require(dialect), Samples.BERLIN));
        try {
            return reader.read(new Transcript(
                    new TranscriptId("01JDD5PX2GZZZZZZZZZZZZZZZZ"),
                    from,
                    Instant.parse("2024-11-23T18:49:23.280Z"),
                    Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a capture of exactly one readable message becomes, valid as a Bundle and in each entry. */
    static Mapped valid(String dialect, String file) {
        Mapped mapped = mapped(dialect, file);
        assertThat(Guide.errors(Bundles.collection(mapped))).isEmpty();
        return mapped;
    }

    static Mapped mapped(String dialect, String file) {
        Reading reading = read(dialect, folder().resolve(file));
        assertThat(reading.faults()).isEmpty();
        assertThat(reading.reports()).hasSize(1);
        return Samples.MAPPER.map(reading.reports().get(0));
    }
}
