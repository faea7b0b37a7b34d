package org.aliquot.instrument.hl7;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aliquot.instrument.Findings;
import org.aliquot.instrument.UnreadableMessageException;
import org.aliquot.instrument.hl7.ResultTree.Observation;
import org.aliquot.instrument.hl7.ResultTree.OrderGroup;
import org.aliquot.instrument.hl7.ResultTree.PatientGroup;
import org.aliquot.instrument.hl7.ResultTree.SpecimenGroup;
import org.aliquot.lab.ReasonCode;
import org.aliquot.protocol.hl7v2.Hl7Message;
import org.aliquot.protocol.hl7v2.Hl7Segment;

/**
 * Puts segments under the one they belong to. An OBX before any OBR of its patient makes the whole message unreadable:
 * its specimen is unknown.
 */
public final class ResultTreeBuilder {
    /** Standard segments that carry nothing a report keeps. */
    private static final Set<String> SILENT = Set.of(
            "EVN", "PD1", "NK1", "PV2", "AL1", "ORC", "DSC", "SFT", "TQ1", "TQ2", "CTI", "FTI", "FHS", "BHS", "BTS",
            "FTS");

    private final Findings findings;
    private final List<PatientGroup> patients = new ArrayList<>();
    private final List<Hl7Segment> others = new ArrayList<>();
    private OpenPatient patient;

    private ResultTreeBuilder(Findings findings) {
        this.findings = findings;
    }

    /**
     * The tree of one message.
     *
     * @throws UnreadableMessageException on observations before their order
     */
    public static ResultTree build(Hl7Message message, Findings findings) throws UnreadableMessageException {
        ResultTreeBuilder builder = new ResultTreeBuilder(findings);
        for (Hl7Segment segment :
                message.segments().subList(1, message.segments().size())) {
            builder.take(segment);
        }
        builder.closePatient();
        return new ResultTree(message.header(), builder.patients, builder.others);
    }

    private void take(Hl7Segment segment) throws UnreadableMessageException {
        switch (segment.name()) {
            case "PID" -> {
                closePatient();
                patient = new OpenPatient(Optional.of(segment));
            }
            case "PV1" -> openPatient().visit = Optional.of(segment);
            case "OBR" -> {
                openPatient().closeOrder();
                patient.order = new OpenOrder(segment);
            }
            case "SPM" -> specimen(segment);
            case "OBX" -> observation(segment);
            case "NTE" -> notes().add(segment);
            default -> {
                if (!SILENT.contains(segment.name())) {
                    others.add(segment);
                }
            }
        }
    }

    private void observation(Hl7Segment segment) throws UnreadableMessageException {
        if (patient == null || patient.order == null) {
            throw findings.unreadable(
                    ReasonCode.UNREADABLE_RECORD,
                    segment.label(),
                    "the segment stands before its OBR, so its specimen is unknown; expected PID, OBR, OBX."
                            + " Nothing of this message was stored");
        }
        patient.order.open().next(segment);
    }

    /** Before any order there is none whose specimen it could be. */
    private void specimen(Hl7Segment segment) {
        if (patient == null || patient.order == null) {
            others.add(segment);
        } else {
            patient.order.specimens.add(new Open(segment));
        }
    }

    private OpenPatient openPatient() {
        if (patient == null) {
            patient = new OpenPatient(Optional.empty());
        }
        return patient;
    }

    private List<Hl7Segment> notes() {
        if (patient == null) {
            // A note on the whole message, before any patient, has no place of its own.
            return others;
        }
        if (patient.order == null) {
            return patient.notes;
        }
        return patient.order.open().notes();
    }

    private void closePatient() {
        if (patient != null) {
            patient.closeOrder();
            patients.add(new PatientGroup(patient.pid, patient.visit, patient.notes, patient.orders));
            patient = null;
        }
    }

    private static final class OpenPatient {
        private final Optional<Hl7Segment> pid;
        private final List<Hl7Segment> notes = new ArrayList<>();
        private final List<OrderGroup> orders = new ArrayList<>();
        private Optional<Hl7Segment> visit = Optional.empty();
        private OpenOrder order;

        OpenPatient(Optional<Hl7Segment> pid) {
            this.pid = pid;
        }

        void closeOrder() {
            if (order != null) {
                orders.add(order.closed());
                order = null;
            }
        }
    }

    private static final class OpenOrder {
        private final Open own;
        private final List<Open> specimens = new ArrayList<>();

        OpenOrder(Hl7Segment obr) {
            this.own = new Open(obr);
        }

        /** What the next OBX or NTE belongs to: the last specimen, once there is one. */
        Open open() {
            return specimens.isEmpty() ? own : specimens.get(specimens.size() - 1);
        }

        OrderGroup closed() {
            own.closeObservation();
            specimens.forEach(Open::closeObservation);
            return new OrderGroup(
                    own.head,
                    own.notes,
                    own.observations,
                    specimens.stream()
                            .map(open -> new SpecimenGroup(open.head, open.notes, open.observations))
                            .toList());
        }
    }

    /** An OBR or SPM, and what follows it. */
    private static final class Open {
        private final Hl7Segment head;
        private final List<Hl7Segment> notes = new ArrayList<>();
        private final List<Observation> observations = new ArrayList<>();
        private Hl7Segment obx;
        private List<Hl7Segment> obxNotes = new ArrayList<>();

        Open(Hl7Segment head) {
            this.head = head;
        }

        List<Hl7Segment> notes() {
            return obx == null ? notes : obxNotes;
        }

        void next(Hl7Segment segment) {
            closeObservation();
            obx = segment;
        }

        void closeObservation() {
            if (obx != null) {
                observations.add(new Observation(obx, obxNotes));
                obx = null;
                obxNotes = new ArrayList<>();
            }
        }
    }
}
