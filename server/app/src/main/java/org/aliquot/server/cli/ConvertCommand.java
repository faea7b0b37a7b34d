package org.aliquot.server.cli;

import ca.uhn.fhir.context.FhirContext;
import com.github.f4b6a3.ulid.Ulid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aliquot.instrument.DecimalMark;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.HistogramPolicy;
import org.aliquot.instrument.InstrumentFamily;
import org.aliquot.instrument.Instruments;
import org.aliquot.instrument.Reading;
import org.aliquot.lab.Finding;
import org.aliquot.lab.Finding.Severity;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.Transcript;
import org.aliquot.lab.TranscriptId;
import org.aliquot.mapping.Bundles;
import org.aliquot.mapping.FhirReportMapper;
import org.aliquot.mapping.Mapped;
import org.aliquot.mapping.ReportMapper;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.aliquot.server.version.Version;
import org.aliquot.terminology.Terminology;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code aliquot convert}: how a technician tests a mapping. The same code as in the server; no server, no database. */
@Command(
        name = "convert",
        description = {
            "Prints the FHIR Bundle that a file of an instrument's messages would become.",
            "The Bundle goes to standard output; everything that wants a look goes to standard error.",
            "Nothing is looked up: the patient is whoever the instrument names."
        },
        mixinStandardHelpOptions = true)
public final class ConvertCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private InstrumentOption instrument;

    @Option(
            names = "--device",
            defaultValue = "convert",
            description = "Name of the device, as in the server's settings (default: ${DEFAULT-VALUE}).")
    private String device;

    @Option(
            names = "--zone",
            description = "Time zone of the device's clock, such as Europe/Berlin (default: this machine's).")
    private ZoneId zone;

    @Option(names = "--charset", description = "Character set of the texts (default: the family's).")
    private Charset charset;

    @Option(names = "--histograms", description = "keep (default) or drop curves and pictures.")
    private HistogramPolicy histograms;

    @Option(names = "--decimal-mark", description = "point (default) or comma.")
    private DecimalMark decimalMark;

    @Option(
            names = "--control-specimens",
            paramLabel = "REGEX",
            description = "Specimen numbers that are controls in this laboratory, beside the family's own signs.")
    private String controlSpecimens;

    @Option(
            names = "--sender",
            paramLabel = "REGEX",
            description =
                    "What the device calls itself where that is no model of the family: middleware, another maker.")
    private String sender;

    @Option(
            names = "--frame-numbering",
            description = "strict, as a live line is read unless set otherwise, or tolerant (default), for captures.")
    private FrameNumbering frameNumbering;

    @Option(names = "--tables", paramLabel = "DIR", description = "The laboratory's own code tables.")
    private Path tables;

    @Option(
            names = "--received-at",
            paramLabel = "INSTANT",
            description = "When the messages would have come in, such as 2024-06-27T12:00:00Z (default: now).")
    private Instant receivedAt;

    @Parameters(
            paramLabel = "FILE",
            description = "Messages as captured: framed or bare, one or many; - for standard input.")
    private Path file;

    @Override
    public Integer call() throws CommandFailedException {
        InstrumentFamily family = instrument.family();
        InstrumentId from = new InstrumentId(family.key(), device);
        Instant received = receivedAt == null ? Instant.now() : receivedAt;
        TranscriptId id = new TranscriptId(Ulid.min(received.toEpochMilli()).toString());
        Transcript raw = new Transcript(id, from, received, bytes());
        if (zone == null) {
            spec.commandLine()
                    .getErr()
                    .println("note: times without an offset are read as " + zone()
                            + ", this machine's zone; --zone says" + " where the device's clock is set");
        }
        Reading reading = Instruments.installed().reader(from, settings(family)).read(raw);
        List<Finding> findings = new ArrayList<>();
        reading.faults().forEach(fault -> findings.add(fault.finding()));
        OneFile all = new OneFile();
        ReportMapper mapper = new FhirReportMapper(Terminology.load(Optional.ofNullable(tables)), software());
        for (LabReport report : reading.reports()) {
            findings.addAll(report.findings());
            Mapped mapped = mapper.map(report, all);
            findings.addAll(mapped.findings());
            all.add(mapped);
        }
        findings.forEach(finding -> spec.commandLine().getErr().println(sentence(finding)));
        if (reading.reports().isEmpty()) {
            throw new CommandFailedException(
                    ExitCodes.REFUSED,
                    file + ": no message of " + family.title() + " could be read; the server would quarantine it");
        }
        spec.commandLine()
                .getOut()
                .println(FhirContext.forR4Cached()
                        .newJsonParser()
                        .setPrettyPrint(true)
                        .encodeResourceToString(Bundles.collection(new Mapped(all.resources(), findings))));
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR)
                ? ExitCodes.REFUSED
                : ExitCodes.DONE;
    }

    private DeviceSettings settings(InstrumentFamily family) throws CommandFailedException {
        try {
            DeviceSettings settings = DeviceSettings.of(family, zone());
            settings = charset == null ? settings : settings.with(charset);
            settings = histograms == null ? settings : settings.with(histograms);
            settings = decimalMark == null ? settings : settings.with(decimalMark);
            settings = frameNumbering == null ? settings : settings.with(frameNumbering);
            settings = controlSpecimens == null ? settings : settings.withControlSpecimens(controlSpecimens);
            return sender == null ? settings : settings.withSenders(sender);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(ExitCodes.USAGE, e.getMessage());
        }
    }

    private ZoneId zone() {
        return zone == null ? ZoneId.systemDefault() : zone;
    }

    private byte[] bytes() throws CommandFailedException {
        try (InputStream in = file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new CommandFailedException(ExitCodes.FAILED, file + " cannot be read: " + e);
        }
    }

    private static String sentence(Finding finding) {
        return finding.severity().name().toLowerCase(java.util.Locale.ROOT) + ": "
                + finding.reason().code() + ": "
                + finding.record().map(record -> record + ": ").orElse("") + finding.message();
    }

    private static String software() {
        return "aliquot/" + Version.current();
    }
}
