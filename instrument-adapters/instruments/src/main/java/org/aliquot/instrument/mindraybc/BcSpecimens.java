package org.aliquot.instrument.mindraybc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.instrument.Texts;
import org.aliquot.instrument.Times;
import org.aliquot.instrument.hl7.Hl7Fields;
import org.aliquot.instrument.hl7.ResultTree.Observation;
import org.aliquot.instrument.hl7.ResultTree.SpecimenGroup;
import org.aliquot.lab.ReportedTime;
import org.aliquot.protocol.hl7v2.Hl7Segment;

/** SPM segments behind an order, which middleware adds: the material, its times, and what is said about the tube. */
record BcSpecimens(List<SpecimenGroup> groups) {
    BcSpecimens {
        groups = List.copyOf(groups);
    }

    /** SPM-4; empty where several name different ones. */
    Optional<String> type() {
        List<String> types = groups.stream()
                .flatMap(
                        group -> Hl7Fields.said(group.spm(), 4, 1).or(() -> Hl7Fields.said(group.spm(), 4, 2)).stream())
                .distinct()
                .toList();
        return types.size() == 1 ? Optional.of(types.get(0)) : Optional.empty();
    }

    /** SPM-17. */
    Optional<ReportedTime> collectedAt(Times times) {
        return first(17, times);
    }

    /** SPM-18. */
    Optional<ReportedTime> receivedAt(Times times) {
        return first(18, times);
    }

    private Optional<ReportedTime> first(int field, Times times) {
        return groups.stream()
                .map(SpecimenGroup::spm)
                .flatMap(spm -> times.time(spm.subcomponent(field, 1, 1, 1), spm.label(), "SPM-" + field).stream())
                .findFirst();
    }

    /** Descriptions, conditions and reasons for rejection (SPM-14, 24, 21), notes, and observations in words. */
    List<String> comments() {
        List<String> comments = new ArrayList<>();
        for (SpecimenGroup group : groups) {
            for (int field : new int[] {14, 24, 21}) {
                coded(group.spm(), field).forEach(comments::add);
            }
            comments.addAll(Hl7Fields.comments(group.notes()));
            for (Observation observation : group.observations()) {
                inWords(observation.obx()).ifPresent(comments::add);
                comments.addAll(Hl7Fields.comments(observation.notes()));
            }
        }
        return comments;
    }

    private static Stream<String> coded(Hl7Segment spm, int field) {
        return Hl7Fields.answers(spm, field).stream().map(answer -> answer.shown());
    }

    /** {@code Volume: 5 mL}. */
    private static Optional<String> inWords(Hl7Segment obx) {
        String name =
                Hl7Fields.said(obx, 3, 2).or(() -> Hl7Fields.said(obx, 3, 1)).orElse("");
        return Texts.said(Hl7Fields.whole(obx, 5))
                .map(value -> (name.isEmpty() ? "" : name + ": ")
                        + value
                        + Hl7Fields.unit(obx, 6).map(unit -> " " + unit).orElse(""));
    }
}
