package org.aliquot.instrument.sysmexxn;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.instrument.Findings;
import org.aliquot.instrument.Texts;
import org.aliquot.instrument.Times;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.StatedPatient;
import org.aliquot.protocol.astm.record.AstmRecord;

/**
 * The P record. The number stands in P.5 (the analyzer's "patient ID"), the name in P.6 as {@code ^given^family}, the
 * doctor in P.14 as {@code ^name}, the ward in P.26 as {@code ^^^ward}.
 */
final class XnPatient {
    private XnPatient() {}

    /** @return empty when the record says nothing and nobody commented on it */
    static Optional<StatedPatient> of(AstmRecord record, List<String> comments, Times times, Findings findings) {
        Optional<String> first = Texts.said(record.component(6, 1));
        Optional<String> second = Texts.said(record.component(6, 2));
        Optional<String> third = Texts.said(record.component(6, 3));
        // A first component means that a host wrote the name the standard's way: family^given^middle.
        Optional<String> family = first.isPresent() ? first : third;
        Optional<String> given = first.isPresent()
                ? Texts.joined(Stream.concat(second.stream(), third.stream()).toList())
                : second;
        Optional<LocalDate> birthDate = times.date(record.component(8, 1), record.label(), "P.8");
        StatedPatient patient = new StatedPatient(
                id(record, findings),
                family,
                given,
                birthDate,
                Texts.said(record.component(9, 1)),
                components(record, 26),
                components(record, 14),
                comments);
        boolean silent = patient.isAnonymous()
                && birthDate.isEmpty()
                && patient.sex().isEmpty()
                && patient.ward().isEmpty()
                && patient.physician().isEmpty()
                && comments.isEmpty();
        return silent ? Optional.empty() : Optional.of(patient);
    }

    private static Optional<String> id(AstmRecord record, Findings findings) {
        List<String> numbers = Stream.of(5, 4, 3)
                .flatMap(field -> Texts.said(record.component(field, 1)).stream())
                .distinct()
                .toList();
        if (numbers.size() > 1) {
            findings.warn(
                    ReasonCode.UNMAPPED_VALUE,
                    record.label(),
                    "more than one patient number in P.3 to P.5 (expected P.5 alone); took the last field that has one");
        }
        return numbers.stream().findFirst();
    }

    private static Optional<String> components(AstmRecord record, int field) {
        return record.repeats(field).stream().findFirst().flatMap(Texts::joined);
    }
}
