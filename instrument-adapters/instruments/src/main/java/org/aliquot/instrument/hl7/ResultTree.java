package org.aliquot.instrument.hl7;

import java.util.List;
import java.util.Optional;
import org.aliquot.protocol.hl7v2.Hl7Segment;

/**
 * The segments of one ORU message, each under the one it belongs to (HL7 v2.3.1 §7.2.1: PID over PV1, OBR over OBX, NTE
 * after any of them; v2.5.1 §7.3.1: SPM behind an order's OBX, with OBX of its own).
 *
 * @param header MSH
 * @param others segments that no result message of this version holds
 */
public record ResultTree(Hl7Segment header, List<PatientGroup> patients, List<Hl7Segment> others) {
    public ResultTree {
        patients = List.copyOf(patients);
        others = List.copyOf(others);
    }

    /**
     * One patient and the orders sent for it.
     *
     * @param pid empty where orders follow the header at once
     */
    public record PatientGroup(
            Optional<Hl7Segment> pid, Optional<Hl7Segment> visit, List<Hl7Segment> notes, List<OrderGroup> orders) {
        public PatientGroup {
            notes = List.copyOf(notes);
            orders = List.copyOf(orders);
        }
    }

    /**
     * One OBR, the observations sent for it, and what was said about its specimens behind them.
     *
     * @param specimens in the order sent
     */
    public record OrderGroup(
            Hl7Segment obr, List<Hl7Segment> notes, List<Observation> observations, List<SpecimenGroup> specimens) {
        public OrderGroup {
            notes = List.copyOf(notes);
            observations = List.copyOf(observations);
            specimens = List.copyOf(specimens);
        }
    }

    /** One SPM; its observations are about the tube (HL7 v2.5.1 §7.3.1), as its volume, and nobody's result. */
    public record SpecimenGroup(Hl7Segment spm, List<Hl7Segment> notes, List<Observation> observations) {
        public SpecimenGroup {
            notes = List.copyOf(notes);
            observations = List.copyOf(observations);
        }
    }

    /** One OBX. */
    public record Observation(Hl7Segment obx, List<Hl7Segment> notes) {
        public Observation {
            notes = List.copyOf(notes);
        }
    }
}
