package org.aliquot.instrument.mindraybc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.Dialect;
import org.aliquot.instrument.Findings;
import org.aliquot.instrument.Texts;
import org.aliquot.instrument.Times;
import org.aliquot.instrument.UnreadableMessageException;
import org.aliquot.instrument.hl7.Hl7Fields;
import org.aliquot.instrument.hl7.ResultTree;
import org.aliquot.instrument.hl7.ResultTree.Observation;
import org.aliquot.instrument.hl7.ResultTree.OrderGroup;
import org.aliquot.instrument.hl7.ResultTree.PatientGroup;
import org.aliquot.instrument.hl7.ResultTree.SpecimenGroup;
import org.aliquot.instrument.hl7.ResultTreeBuilder;
import org.aliquot.lab.Analyzer;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.ControlMaterial;
import org.aliquot.lab.ControlMaterial.Purpose;
import org.aliquot.lab.ControlReport;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.MessageId;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.lab.StatedPatient;
import org.aliquot.lab.StatedSpecimen;
import org.aliquot.lab.TestCode;
import org.aliquot.lab.TestResult;
import org.aliquot.lab.Transcript;
import org.aliquot.protocol.hl7v2.Hl7Message;
import org.aliquot.protocol.hl7v2.Hl7Segment;

/** Reads one message of the family. */
final class MindrayBcDialect implements Dialect<Hl7Message> {
    private static final Pattern SENDER = Pattern.compile("(?i)(MINDRAY[ _-]*)?(BC([^A-Z].*)?|CAL[ _-]?\\d.*)");

    private static final Pattern MAKER = Pattern.compile("(?i).*MINDRAY.*");

    /** The maker's chemistry, immunoassay, urine and coagulation lines, which sign with the maker's name too. */
    private static final Pattern OTHER_LINE =
            Pattern.compile("(?i)(MINDRAY[ _-]*)?(BS|BA|CL|SAL|UA|EU|CX|ECL|EXR|TMS|H)[ _-]?\\d.*");

    private final DeviceSettings settings;

    MindrayBcDialect(DeviceSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    @Override
    public LabReport read(Transcript raw, Hl7Message message) throws UnreadableMessageException {
        return new OneMessage(raw, message).report();
    }

    /** One message being read. */
    private final class OneMessage {
        private final Transcript raw;
        private final Hl7Message message;
        private final Findings findings;
        private final Times times;
        private final List<SpecimenReport> specimens = new ArrayList<>();
        private final List<ControlReport> controls = new ArrayList<>();
        private boolean ordersLeftOut;

        OneMessage(Transcript raw, Hl7Message message) {
            this.raw = raw;
            this.message = message;
            this.findings = new Findings(raw.from());
            this.times = Times.of(settings.zone(), message.header().component(7, 1), "MSH", "MSH-7", findings);
        }

        LabReport report() throws UnreadableMessageException {
            requireResults();
            requireOurSender();
            ResultTree tree = ResultTreeBuilder.build(message, findings);
            Optional<Purpose> purpose = BcPurpose.ofMessage(message, findings);
            for (PatientGroup patient : tree.patients()) {
                patient(patient, purpose);
            }
            for (Hl7Segment other : tree.others()) {
                findings.warn(
                        ReasonCode.UNREADABLE_RECORD, other.label(), "a segment this family does not use; left out");
            }
            if (specimens.isEmpty() && controls.isEmpty() && !ordersLeftOut) {
                findings.warn(ReasonCode.UNSUPPORTED_MESSAGE, "MSH", "the message holds no orders and no results");
            }
            Hl7Segment header = message.header();
            return new LabReport(
                    MessageId.of(raw.from(), message.text()),
                    raw.id(),
                    new ByteRange(message.from(), message.to()),
                    new Analyzer(
                            raw.from(),
                            Hl7Fields.said(header, 4, 1),
                            Hl7Fields.said(header, 3, 1),
                            Optional.empty(),
                            Optional.empty()),
                    times.time(header.component(7, 1), "MSH", "MSH-7"),
                    specimens,
                    controls,
                    findings.all());
        }

        private void requireResults() throws UnreadableMessageException {
            String type = message.type();
            if (type.equals("ORU^R01") || type.equals("ORU")) {
                return;
            }
            boolean asks = type.startsWith("ORM") || type.startsWith("QRY") || type.startsWith("QBP");
            throw findings.unreadable(
                    ReasonCode.UNSUPPORTED_MESSAGE,
                    "MSH",
                    asks
                            ? "the instrument asks for orders; host query is not answered yet."
                                    + " Order at the instrument, or switch its host query off"
                            : "MSH-9 is no result message of this family (expected ORU^R01)");
        }

        /** Another instrument on this connection would have its codes looked up in this family's tables. */
        private void requireOurSender() throws UnreadableMessageException {
            List<String> names = Stream.of(3, 4)
                    .flatMap(field -> Texts.said(message.header().component(field, 1)).stream())
                    .toList();
            boolean ofMaker = names.stream()
                            .anyMatch(name -> MAKER.matcher(name).matches())
                    && names.stream().noneMatch(name -> OTHER_LINE.matcher(name).matches());
            boolean ours = ofMaker
                    || names.stream().anyMatch(name -> SENDER.matcher(name).matches() || settings.knowsSender(name));
            if (!names.isEmpty() && !ours) {
                throw findings.unreadable(
                        ReasonCode.UNKNOWN_INSTRUMENT,
                        "MSH",
                        "MSH-3 and MSH-4 name no model of this family (expected BC-… or Mindray, or nothing);"
                                + " nothing of this message was stored. Check which instrument is on this connection;"
                                + " where it is the right one under another name, say so in its setting sender, and"
                                + " replay");
            }
        }

        private void patient(PatientGroup group, Optional<Purpose> ofMessage) throws UnreadableMessageException {
            Map<SpecimenKey, Tube> tubes = new LinkedHashMap<>();
            for (OrderGroup order : group.orders()) {
                Hl7Segment obr = order.obr();
                if (order.observations().isEmpty() && !isCancelled(obr)) {
                    ordersLeftOut = true;
                    findings.warn(
                            ReasonCode.UNSUPPORTED_MESSAGE,
                            obr.label(),
                            "order without results: results may be missing; no report was made of it");
                    continue;
                }
                Optional<String> accession = accession(obr);
                Optional<Purpose> purpose = ofMessage.or(
                        () -> BcPurpose.ofOrder(Hl7Fields.code(obr, 4), accession, settings.controlSpecimens()));
                BcObservations read = observations(order);
                BcTimes at = BcTimes.of(obr, times);
                Panel panel = panel(order, read, at);
                if (purpose.isPresent()) {
                    controls.add(new ControlReport(material(purpose.get(), group, accession, read), List.of(panel)));
                } else {
                    Tube tube = tubes.computeIfAbsent(new SpecimenKey(accession, obr, at), key -> new Tube());
                    tube.panels.add(panel);
                    tube.specimens.addAll(order.specimens());
                }
            }
            // A control's PID holds its lot and expiry: it is a patient's only where there is a specimen.
            Optional<StatedPatient> stated = tubes.isEmpty() ? Optional.empty() : BcPatient.of(group, times);
            tubes.forEach((key, tube) -> specimens.add(
                    new SpecimenReport(stated, specimen(key, new BcSpecimens(tube.specimens)), tube.panels)));
        }

        private BcObservations observations(OrderGroup order) throws UnreadableMessageException {
            Optional<ResultStatus> orderStatus =
                    Hl7Fields.orderStatus(order.obr().component(25, 1));
            BcObservations read = new BcObservations(settings, findings, times, orderStatus);
            for (Observation observation : order.observations()) {
                read.take(observation);
            }
            return read;
        }

        private Panel panel(OrderGroup order, BcObservations read, BcTimes at) {
            Hl7Segment obr = order.obr();
            Optional<TestCode> service = Hl7Fields.code(obr, 4);
            List<String> comments = new ArrayList<>(Hl7Fields.comments(order.notes()));
            Hl7Fields.joined(obr, 13).ifPresent(comments::add);
            comments.addAll(read.panelComments());
            // Here too: a tube that the laboratory has registered takes no comments.
            new BcSpecimens(order.specimens()).comments().forEach(text -> comments.add("Specimen: " + text));
            return new Panel(
                    service,
                    Hl7Fields.said(obr, 2, 1),
                    List.of(),
                    panelStatus(obr, read),
                    at.orderedAt(),
                    at.measuredAt(),
                    Hl7Fields.joined(obr, 32).or(() -> Hl7Fields.joined(obr, 34)),
                    read.results(),
                    read.suspectFlags(),
                    read.context(),
                    read.attachments(),
                    comments);
        }

        private StatedSpecimen specimen(SpecimenKey key, BcSpecimens said) {
            return new StatedSpecimen(
                    key.accession(),
                    Optional.empty(),
                    Hl7Fields.joined(key.obr(), 15).or(said::type),
                    Optional.empty(),
                    Optional.empty(),
                    key.at().collectedAt().or(() -> said.collectedAt(times)),
                    key.at().receivedAt().or(() -> said.receivedAt(times)),
                    said.comments());
        }
    }

    /** What was sent about one tube, in one order or in several. */
    private static final class Tube {
        private final List<Panel> panels = new ArrayList<>();
        private final List<SpecimenGroup> specimens = new ArrayList<>();
    }

    /** Panels of one tube belong together; a tube without a number is known only by its own segment. */
    private record SpecimenKey(Optional<String> accession, Hl7Segment obr, BcTimes at) {
        @Override
        public boolean equals(Object other) {
            return other instanceof SpecimenKey that
                    && (accession.isPresent() ? accession.equals(that.accession) : obr == that.obr);
        }

        @Override
        public int hashCode() {
            return accession.hashCode();
        }
    }

    private static boolean isCancelled(Hl7Segment obr) {
        return Hl7Fields.orderStatus(obr.component(25, 1)).equals(Optional.of(ResultStatus.CANCELLED));
    }

    /** The family's specimen number stands in OBR-3; some counters fill OBR-2 alone. */
    private static Optional<String> accession(Hl7Segment obr) {
        return Hl7Fields.said(obr, 3, 1).or(() -> Hl7Fields.said(obr, 2, 1));
    }

    private static ControlMaterial material(
            Purpose purpose, PatientGroup group, Optional<String> accession, BcObservations read) {
        return new ControlMaterial(
                purpose,
                accession.orElse(""),
                Optional.empty(),
                group.pid().flatMap(pid -> Hl7Fields.said(pid, 3, 1)),
                read.controlLevel());
    }

    /** A panel is as firm as its least firm result, and not final while one is still to come. */
    private static ResultStatus panelStatus(Hl7Segment obr, BcObservations read) {
        List<ResultStatus> results =
                read.results().stream().map(TestResult::status).toList();
        if (read.pending() && results.stream().anyMatch(status -> status != ResultStatus.NOT_MEASURED)) {
            return ResultStatus.PRELIMINARY;
        }
        return ResultStatus.together(results)
                // Messages and pictures alone are no final report, whatever the order says.
                .or(() -> Hl7Fields.orderStatus(obr.component(25, 1))
                        .filter(status -> status != ResultStatus.FINAL && status != ResultStatus.CORRECTED))
                .orElse(ResultStatus.UNKNOWN);
    }
}
