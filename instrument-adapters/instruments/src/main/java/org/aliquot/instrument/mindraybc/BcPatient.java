package org.aliquot.instrument.mindraybc;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.instrument.Texts;
import org.aliquot.instrument.Times;
import org.aliquot.instrument.hl7.Hl7Fields;
import org.aliquot.instrument.hl7.ResultTree.OrderGroup;
import org.aliquot.instrument.hl7.ResultTree.PatientGroup;
import org.aliquot.lab.StatedPatient;
import org.aliquot.protocol.hl7v2.Hl7Segment;

/** PID and PV1: number in PID-3 ({@code 7393670^^^^MR}), name in PID-5, department and bed in PV1-3. */
final class BcPatient {
    private static final String MEDICAL_RECORD = "MR";

    private BcPatient() {}

    /** @return empty when the segments say nothing */
    static Optional<StatedPatient> of(PatientGroup group, Times times) {
        if (group.pid().isEmpty()) {
            return Optional.empty();
        }
        Hl7Segment pid = group.pid().get();
        Optional<String> second = Hl7Fields.said(pid, 5, 2);
        StatedPatient patient = new StatedPatient(
                id(pid),
                Hl7Fields.said(pid, 5, 1),
                Texts.joined(Stream.concat(second.stream(), Hl7Fields.said(pid, 5, 3).stream())
                        .toList()),
                Hl7Fields.said(pid, 7, 1).flatMap(sent -> times.date(sent, pid.label(), "PID-7")),
                Hl7Fields.said(pid, 8, 1),
                group.visit().flatMap(visit -> Hl7Fields.joined(visit, 3)),
                physician(group),
                Hl7Fields.comments(group.notes()));
        boolean silent = patient.isAnonymous()
                && patient.birthDate().isEmpty()
                && patient.sex().isEmpty()
                && patient.ward().isEmpty()
                && patient.physician().isEmpty()
                && patient.comments().isEmpty();
        return silent ? Optional.empty() : Optional.of(patient);
    }

    /** The medical record number among several, else the first; some models fill PID-2 or PID-4 instead. */
    private static Optional<String> id(Hl7Segment pid) {
        List<List<String>> numbers = pid.repeats(3);
        Optional<String> record = numbers.stream()
                .filter(number -> number.size() > 4 && number.get(4).strip().equals(MEDICAL_RECORD))
                .flatMap(number -> Texts.said(number.get(0)).filter(text -> !Hl7Fields.isNull(text)).stream())
                .findFirst();
        return record.or(() -> Hl7Fields.said(pid, 3, 1))
                .or(() -> Hl7Fields.said(pid, 2, 1))
                .or(() -> Hl7Fields.said(pid, 4, 1));
    }

    private static Optional<String> physician(PatientGroup group) {
        return group.visit()
                .flatMap(visit -> Hl7Fields.joined(visit, 7))
                .or(() -> group.orders().stream()
                        .map(OrderGroup::obr)
                        .flatMap(obr -> Hl7Fields.joined(obr, 16).stream())
                        .findFirst());
    }
}
