package org.aliquot.instrument;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.TestResult;
import org.aliquot.lab.Transcript;
import org.aliquot.lab.TranscriptId;
import org.assertj.core.api.Assumptions;

/** Bytes to read in tests, and short ways to what was read. */
public final class Samples {
    public static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private Samples() {}

    /** A fixture beside the test class. */
    public static byte[] fixture(Class<?> besides, String name) {
        try (InputStream in = besides.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no fixture " + name + " beside " + besides.getName());
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of captured messages; skips the test where there is none. */
    public static Path corpus() {
        Path corpus = Path.of(System.getProperty("aliquot.corpus", "no-corpus"));
        Assumptions.assumeThat(corpus)
                .as("captured messages in the folder named by system property aliquot.corpus")
                .isDirectory();
        return corpus;
    }

    public static byte[] captured(String file) {
        try {
            return Files.readAllBytes(corpus().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Transcript transcript(String key, byte[] bytes) {
        return new Transcript(
                new TranscriptId("01JZZZZZZZZZZZZZZZZZZZZZZZ"),
                new InstrumentId(key, "bench-2"),
                Instant.parse("2026-03-10T08:00:00Z"),
                bytes);
    }

    public static DeviceSettings settings(String key) {
        return DeviceSettings.of(Instruments.installed().require(key), BERLIN);
    }

    public static Reading read(String key, byte[] bytes) {
        return read(key, bytes, settings(key));
    }

    public static Reading read(String key, byte[] bytes, DeviceSettings settings) {
        return Instruments.installed()
                .reader(new InstrumentId(key, "bench-2"), settings)
                .read(transcript(key, bytes));
    }

    /** The first result under a code, or under the name sent beside it. */
    public static TestResult result(Panel panel, String code) {
        return panel.results().stream()
                .filter(result -> result.test().code().equals(code)
                        || result.test().text().equals(Optional.of(code)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no result " + code));
    }

    /** Comparator and digits as sent, or the text, or {@code absent:reason}. */
    public static String shown(ResultValue value) {
        if (value instanceof ResultValue.Measured measured) {
            return measured.comparator().sign() + measured.number().toPlainString();
        }
        if (value instanceof ResultValue.Absent absent) {
            return "absent:" + absent.reason().code();
        }
        return value instanceof ResultValue.Textual textual ? textual.text() : value.toString();
    }

    /** {@code value unit [flags] status}. */
    public static String shown(TestResult result) {
        return shown(result.value()) + " " + result.unit().orElse("-") + " "
                + result.flags().stream().map(flag -> flag.code()).toList() + " " + result.status();
    }

    /** The only panel of a report about one specimen. */
    public static Panel onlyPanel(LabReport report) {
        if (report.specimens().size() != 1 || report.specimens().get(0).panels().size() != 1) {
            throw new AssertionError("expected one specimen with one panel");
        }
        return report.specimens().get(0).panels().get(0);
    }

    /** The only message's report. */
    public static LabReport onlyReport(Reading reading) {
        if (reading.reports().size() != 1) {
            throw new AssertionError("expected one report, faults are "
                    + reading.faults().stream()
                            .map(fault -> fault.finding().message())
                            .toList());
        }
        return reading.reports().get(0);
    }
}
