package org.aliquot.instrument.sysmexxn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
import org.aliquot.instrument.astm.MessageTree;
import org.aliquot.instrument.astm.MessageTree.OrderNode;
import org.aliquot.instrument.astm.MessageTree.PatientNode;
import org.aliquot.instrument.astm.MessageTree.ResultNode;
import org.aliquot.instrument.astm.TreeBuilder;
import org.aliquot.lab.Analyzer;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.ControlMaterial;
import org.aliquot.lab.ControlReport;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.MessageId;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.ReportedTime;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.lab.StatedPatient;
import org.aliquot.lab.StatedSpecimen;
import org.aliquot.lab.Transcript;
import org.aliquot.protocol.astm.record.AstmMessage;
import org.aliquot.protocol.astm.record.AstmRecord;

/** Reads one message of the family. */
final class SysmexXnDialect implements Dialect<AstmMessage> {
    private static final String CONTROL_PREFIX = "QC-";

    /** XN, XN-L, XP-300, XS-1000i, XE 2100, KX-21N, pocH-100i, SF-3000 and the like, with or without the maker's name. */
    private static final Pattern SENDER = Pattern.compile("(?i)SYSMEX([ _-]*CORP.*)?"
            + "|(SYSMEX[ _-]*)?(X[ENPQRST]([^A-Z].*|L([^A-Z].*)?)?|KX([^A-Z].*)?|POCH.*|(SF|SE|NE|K|R)[ _-]?\\d{3}.*)");

    private final DeviceSettings settings;

    SysmexXnDialect(DeviceSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    @Override
    public LabReport read(Transcript raw, AstmMessage message) throws UnreadableMessageException {
        return new OneMessage(raw, message).report();
    }

    /** One message being read. */
    private final class OneMessage {
        private final Transcript raw;
        private final AstmMessage message;
        private final Findings findings;
        private final Times times;
        private final List<SpecimenReport> specimens = new ArrayList<>();
        private final List<ControlReport> controls = new ArrayList<>();
        private boolean ordersLeftOut;

        OneMessage(Transcript raw, AstmMessage message) {
            this.raw = raw;
            this.message = message;
            this.findings = new Findings(raw.from());
            this.times = Times.of(settings.zone(), message.records().get(0).component(14, 1), "H", "H.14", findings);
        }

        LabReport report() throws UnreadableMessageException {
            requireOurSender(message.records().get(0));
            MessageTree tree = TreeBuilder.build(message.records(), findings);
            boolean notFromPatients = isTestRun(tree.header());
            unused(tree.notes());
            for (PatientNode patient : tree.patients()) {
                patient(patient, notFromPatients, Comments.of(tree.notes()));
            }
            for (AstmRecord other : tree.others()) {
                findings.warn(
                        ReasonCode.UNREADABLE_RECORD,
                        other.label(),
                        "a record type this family does not use; left out");
            }
            if (specimens.isEmpty() && controls.isEmpty() && !ordersLeftOut) {
                findings.warn(ReasonCode.UNSUPPORTED_MESSAGE, "H", "the message holds no orders and no results");
            }
            Optional<ReportedTime> sentAt = times.time(tree.header().component(14, 1), "H", "H.14");
            return new LabReport(
                    MessageId.of(raw.from(), message.text()),
                    raw.id(),
                    new ByteRange(message.from(), message.to()),
                    analyzer(raw.from(), tree.header()),
                    sentAt,
                    specimens,
                    controls,
                    findings.all());
        }

        /** H.12: P or nothing is the daily work; Q quality control; T and D are tests of the connection, nobody's results. */
        private boolean isTestRun(AstmRecord header) {
            String processing = header.component(12, 1).strip().toUpperCase(Locale.ROOT);
            switch (processing) {
                case "", "P" -> {
                    return false;
                }
                case "Q" -> {
                    return true;
                }
                default -> {
                    findings.warn(
                            ReasonCode.UNMAPPED_VALUE,
                            "H",
                            "H.12 marks the message as not production (expected P, Q or nothing);"
                                    + " kept as control, never as a patient's");
                    return true;
                }
            }
        }

        /** Another instrument's O.4 holds other things in this family's places: its rack would become a specimen number. */
        private void requireOurSender(AstmRecord header) throws UnreadableMessageException {
            String model = header.component(5, 1).strip();
            if (!model.isEmpty() && !SENDER.matcher(model).matches() && !settings.knowsSender(model)) {
                throw findings.unreadable(
                        ReasonCode.UNKNOWN_INSTRUMENT,
                        "H",
                        "H.5 names no model of this family (expected XN-…, XP-…, XS-… and the like, or nothing);"
                                + " nothing of this message was stored. Check which instrument is on this connection;"
                                + " where it is the right one under another name, say so in its setting sender, and"
                                + " replay");
            }
        }

        /** @param ofMessage comments at the header, which are about all that follows */
        private void patient(PatientNode node, boolean notFromPatients, List<String> ofMessage)
                throws UnreadableMessageException {
            unused(node.notes());
            List<String> comments = Comments.of(node.notes());
            Optional<StatedPatient> patient =
                    node.record().flatMap(record -> XnPatient.of(record, comments, times, findings));
            Map<XnSpecimenKey, List<Panel>> panels = new LinkedHashMap<>();
            for (OrderNode orderNode : node.orders()) {
                XnOrder order = XnOrder.of(orderNode.record());
                if (orderNode.results().isEmpty() && !order.isCancelled()) {
                    leftOut(order);
                    continue;
                }
                boolean control =
                        notFromPatients || order.isControl(settings.controlSpecimens()) || isControl(orderNode);
                // A control has no patient: what was said there is about the run.
                List<String> above = control
                        ? Stream.concat(ofMessage.stream(), comments.stream()).toList()
                        : ofMessage;
                Panel panel = panel(order, orderNode, above);
                if (control) {
                    controls.add(new ControlReport(material(order), List.of(panel)));
                } else {
                    panels.computeIfAbsent(XnSpecimenKey.of(order), key -> new ArrayList<>())
                            .add(panel);
                }
            }
            panels.forEach((key, list) -> specimens.add(new SpecimenReport(patient, specimen(key.order()), list)));
        }

        /** An order nothing was measured for is no result: an order on its way, or one the analyzer does not know. */
        private void leftOut(XnOrder order) {
            ordersLeftOut = true;
            String why = switch (order.reportType()) {
                case "Y" -> "O.26 says that the analyzer knows no such order";
                case "Z" -> "O.26 says that the analyzer knows no such patient";
                case "O", "Q" -> "O.26 says that it is an order, not a report";
                default -> "results may be missing";
            };
            findings.warn(
                    ReasonCode.UNSUPPORTED_MESSAGE,
                    order.record().label(),
                    "order without results: " + why + "; no report was made of it");
        }

        private Panel panel(XnOrder order, OrderNode node, List<String> above) throws UnreadableMessageException {
            unused(node.notes());
            order.oddNumber()
                    .ifPresent(odd -> findings.warn(
                            ReasonCode.UNMAPPED_VALUE, order.record().label(), odd));
            XnResults read = new XnResults(settings, findings, times, order.reportType());
            for (ResultNode result : node.results()) {
                unused(result.notes());
                read.take(result);
            }
            String label = order.record().label();
            if (order.isWithout()
                    && read.results().stream().anyMatch(result -> !(result.value() instanceof ResultValue.Absent))) {
                findings.warn(
                        ReasonCode.UNMAPPED_VALUE,
                        label,
                        "O.26 says that nothing was measured (X, Y or Z), yet results follow; kept as what R.9 says,"
                                + " and where it is empty as cancelled (X) or unknown");
            }
            return new Panel(
                    Optional.empty(),
                    order.otherNumber(),
                    order.requested(),
                    XnStatus.ofPanel(read.results(), order.reportType()),
                    times.time(order.record().component(7, 1), label, "O.7"),
                    // The order record has no time of the run; each result has its own.
                    Optional.empty(),
                    read.results().stream()
                            .flatMap(result -> result.operator().stream())
                            .findFirst(),
                    read.results(),
                    read.suspectFlags(),
                    order.context(),
                    read.attachments(),
                    Stream.of(above, Comments.of(node.notes()), read.panelComments())
                            .flatMap(List::stream)
                            .toList());
        }

        private StatedSpecimen specimen(XnOrder order) {
            AstmRecord record = order.record();
            return new StatedSpecimen(
                    order.accession(),
                    order.idEntry(),
                    record.repeats(16).stream().findFirst().flatMap(Texts::joined),
                    order.rack(),
                    order.position(),
                    times.time(record.component(8, 1), record.label(), "O.8"),
                    times.time(record.component(15, 1), record.label(), "O.15"),
                    List.of());
        }

        private void unused(List<AstmRecord> notes) {
            Comments.others(notes)
                    .forEach(note -> findings.warn(
                            ReasonCode.UNREADABLE_RECORD,
                            note.label(),
                            "a record type this family does not use; left out"));
        }
    }

    /** R.4 component 6 = QC, as some middleware marks results it passes on. */
    private static boolean isControl(OrderNode order) {
        return order.results().stream()
                .anyMatch(result -> result.record().component(4, 6).strip().equalsIgnoreCase("QC"));
    }

    /** Orders of one tube belong together; a tube without a number is known only by its own record. */
    private record XnSpecimenKey(Optional<String> accession, XnOrder order) {
        static XnSpecimenKey of(XnOrder order) {
            return new XnSpecimenKey(order.accession(), order);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof XnSpecimenKey that
                    && (accession.isPresent() ? accession.equals(that.accession) : order == that.order);
        }

        @Override
        public int hashCode() {
            return accession.hashCode();
        }
    }

    private static ControlMaterial material(XnOrder order) {
        String id = order.accession().orElse("");
        Optional<String> lot = id.regionMatches(true, 0, CONTROL_PREFIX, 0, CONTROL_PREFIX.length())
                ? Texts.said(id.substring(CONTROL_PREFIX.length()))
                : Optional.empty();
        return new ControlMaterial(
                ControlMaterial.Purpose.QUALITY_CONTROL, id, Optional.empty(), lot, Optional.empty());
    }

    /** H.5: model^software^serial number^^^serial number of older counters^product code. */
    private static Analyzer analyzer(InstrumentId device, AstmRecord header) {
        return new Analyzer(
                device,
                Optional.empty(),
                Texts.said(header.component(5, 1)),
                Texts.said(header.component(5, 3)).or(() -> Texts.said(header.component(5, 6))),
                Texts.said(header.component(5, 2)));
    }
}
