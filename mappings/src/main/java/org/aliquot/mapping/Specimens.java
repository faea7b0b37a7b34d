package org.aliquot.mapping;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.lab.ControlMaterial;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ReportedTime;
import org.aliquot.lab.ReportedTime.Precision;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.lab.StatedPatient;
import org.aliquot.lab.StatedSpecimen;
import org.aliquot.lab.TestResult;
import org.aliquot.terminology.Concept;
import org.aliquot.terminology.Known;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Specimen;

/** The tube, where the laboratory has not registered it; and the control material. */
final class Specimens {
    private final MessageScope scope;

    Specimens(MessageScope scope) {
        this.scope = scope;
    }

    /**
     * One Specimen for a number, a day and a stated patient: numbers typed at the instrument ({@code 1}, {@code 27}) come
     * again the next day, and a second tube must not take over the first one's patient.
     */
    Specimen of(SpecimenReport report, int position, Reference subject, List<Reference> orders) {
        StatedSpecimen stated = report.specimen();
        Specimen specimen = new Specimen();
        specimen.setId(id(report, position));
        specimen.setMeta(scope.meta(Systems.SPECIMEN_PROFILE));
        stated.accession().ifPresent(number -> specimen.setAccessionIdentifier(accession(number)));
        specimen.setType(type(report));
        specimen.setSubject(subject.copy());
        orders.forEach(order -> specimen.addRequest(order.copy()));
        stated.receivedAt().ifPresent(time -> specimen.setReceivedTimeElement(Times.dateTime(time)));
        stated.collectedAt().ifPresent(time -> specimen.getCollection().setCollected(Times.dateTime(time)));
        stated.comments().stream()
                .filter(comment -> !comment.isBlank())
                .forEach(comment -> specimen.addNote(new Annotation().setText(Texts.clean(comment))));
        Extension loading = new Extension(Systems.SPECIMEN_LOADING);
        AsReported.part(loading, "rack", stated.rack());
        AsReported.part(loading, "position", stated.position());
        AsReported.part(loading, "idEntry", stated.idEntry());
        if (loading.hasExtension()) {
            specimen.addExtension(loading);
        }
        return specimen;
    }

    /** @param id the material's own, or what stands for it where the instrument names none */
    Specimen of(ControlMaterial material, String id, Reference device) {
        Specimen specimen = new Specimen();
        specimen.setId(Ids.of(
                "Specimen/control", scope.from().device(), id, material.lot().orElse("")));
        specimen.setMeta(scope.source());
        if (!material.id().isBlank()) {
            specimen.addIdentifier(new Identifier().setValue(Texts.token(material.id())));
        }
        specimen.setType(Codes.concept(Systems.HL7_SPECIMEN_ROLE, "Q", "Control specimen")
                .setText(Texts.clean(
                        material.name().orElse(material.id().isBlank() ? "unnamed control" : material.id()))));
        specimen.setSubject(device.copy());
        material.lot().ifPresent(lot -> specimen.addNote(new Annotation().setText("Lot " + Texts.clean(lot))));
        material.level().ifPresent(level -> specimen.addNote(new Annotation().setText("Level " + Texts.clean(level))));
        return specimen;
    }

    /** The number on the tube; the assigner is not known, so it has no system. */
    static Identifier accession(String number) {
        return new Identifier()
                .setType(Codes.concept(Systems.HL7_IDENTIFIER_TYPE, "ACSN", "Accession ID"))
                .setValue(Texts.token(number));
    }

    private String id(SpecimenReport report, int position) {
        Optional<String> accession = report.specimen().accession();
        Optional<LocalDate> day = day(report);
        if (accession.isEmpty() || day.isEmpty()) {
            return Ids.of("Specimen", scope.report().id().digest(), Integer.toString(position));
        }
        return Ids.of(
                "Specimen",
                scope.from().device(),
                accession.get(),
                day.get().toString(),
                report.patient().flatMap(StatedPatient::id).orElse(""));
    }

    private static Optional<LocalDate> day(SpecimenReport report) {
        return report.panels().stream()
                .flatMap(Specimens::times)
                .filter(time -> time.precision().compareTo(Precision.DAY) >= 0)
                .map(time -> time.at().toLocalDate())
                .min(Comparator.naturalOrder());
    }

    private static Stream<ReportedTime> times(Panel panel) {
        return Stream.concat(
                panel.measuredAt().stream(),
                panel.results().stream().map(TestResult::measuredAt).flatMap(Optional::stream));
    }

    /** Whether the instrument names a material that our tables know and that is no kind of blood: a body fluid, urine. */
    boolean isOtherThanBlood(SpecimenReport report) {
        Optional<String> said = report.specimen().type().map(String::strip).filter(text -> !text.isEmpty());
        List<Concept> material = (said.isPresent() ? said.stream() : settings(report))
                .flatMap(text -> scope.terminology().values().specimenType(scope.from(), text).meaning().stream())
                .findFirst()
                .orElse(List.of());
        return !material.isEmpty()
                && material.stream()
                        .noneMatch(
                                code -> code.display().toLowerCase(Locale.ROOT).contains("blood"));
    }

    private CodeableConcept type(SpecimenReport report) {
        Optional<String> said = report.specimen().type().map(String::strip).filter(text -> !text.isEmpty());
        if (said.isEmpty()) {
            return typeByRun(report).orElseGet(Absent::unknownConcept);
        }
        Known<List<Concept>> codes = scope.terminology().values().specimenType(scope.from(), said.get());
        if (!codes.listed()) {
            scope.findings().unmappedValue("specimen type", said.get(), "specimens.tsv");
        }
        return type(codes.meaning().orElse(List.of()), said.get());
    }

    /** Some instruments name the material as a setting of the run: {@code Blood Mode=W}. */
    private Optional<CodeableConcept> typeByRun(SpecimenReport report) {
        return settings(report)
                .flatMap(setting -> scope
                        .terminology()
                        .values()
                        .specimenType(scope.from(), setting)
                        .meaning()
                        .map(codes -> type(codes, setting))
                        .stream())
                .findFirst();
    }

    private static Stream<String> settings(SpecimenReport report) {
        return report.panels().stream()
                .flatMap(panel -> panel.context().stream())
                .map(setting ->
                        Codes.name(setting.about()) + "=" + setting.value().strip());
    }

    private static CodeableConcept type(List<Concept> codes, String said) {
        CodeableConcept type = new CodeableConcept().setText(Texts.clean(said));
        codes.forEach(code -> type.addCoding(Codes.coding(code)));
        return type;
    }
}
