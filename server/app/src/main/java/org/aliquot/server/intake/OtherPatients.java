package org.aliquot.server.intake;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.lab.StatedPatient;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;

/**
 * Whether results would be written over another patient's, because the same number was typed for both in one minute.
 *
 * <p>Another patient alone is a corrected patient number, and the results move; another patient and another value are two
 * tubes. One instance serves one report.
 */
final class OtherPatients {
    private final LabRegister register;
    private final List<String> before;

    /** @param before what this message stored before: its own results are nobody else's */
    OtherPatients(LabRegister register, Optional<Provenance> before) {
        this.register = Objects.requireNonNull(register, "register");
        this.before = before.stream()
                .flatMap(provenance -> provenance.getTarget().stream())
                .map(target -> target.getReference())
                .toList();
    }

    /**
     * The reports of another patient that the results must be kept apart from; empty when they need not be.
     *
     * @param apart as the results would be filed then
     */
    List<String> over(SpecimenReport specimen, List<Resource> results, Supplier<List<Resource>> apart) {
        if (specimen.specimen().accession().isEmpty() || before.stream().anyMatch(references(results)::contains)) {
            return List.of();
        }
        Optional<String> subject = reports(results)
                .map(report -> report.getSubject().getReference())
                .filter(Objects::nonNull)
                .findFirst();
        List<String> others = stored(results, "DiagnosticReport").values().stream()
                .map(DiagnosticReport.class::cast)
                .filter(report -> isOfAnother(report, specimen.patient(), subject))
                .map(report -> "DiagnosticReport/" + report.getIdElement().getIdPart())
                .sorted()
                .toList();
        // Once apart, a correction is so too, even one that says what the other patient's result says.
        return !others.isEmpty()
                        && (isAnotherValue(results)
                                || !stored(apart.get(), "DiagnosticReport").isEmpty())
                ? others
                : List.of();
    }

    private boolean isOfAnother(DiagnosticReport stored, Optional<StatedPatient> said, Optional<String> subject) {
        Optional<StatedPatient> named = said.filter(
                patient -> !patient.isAnonymous() || patient.birthDate().isPresent());
        String reference = stored.getSubject().getReference();
        if (reference != null && reference.startsWith("Patient/")) {
            // Without a statement it is the registration that changed its mind, and results follow it.
            return named.isPresent()
                    && !subject.equals(Optional.of(reference))
                    && register.patient(reference)
                            .map(known -> PatientCheck.contradicts(named.get(), known))
                            .orElse(true);
        }
        return stored.getContained().stream()
                .filter(Patient.class::isInstance)
                .map(Patient.class::cast)
                .anyMatch(stated -> named.isPresent()
                        ? PatientCheck.contradicts(comparable(named.get(), stated), stated)
                        : subject.flatMap(register::patient)
                                .map(known -> PatientCheck.contradicts(statement(stated), known))
                                .orElse(false));
    }

    // A number that the one message sent and the other did not contradicts nothing.
    private static StatedPatient comparable(StatedPatient said, Patient stated) {
        return stated.hasIdentifier()
                ? said
                : new StatedPatient(
                        Optional.empty(),
                        said.familyName(),
                        said.givenName(),
                        said.birthDate(),
                        said.sex(),
                        said.ward(),
                        said.physician(),
                        said.comments());
    }

    private static StatedPatient statement(Patient stated) {
        HumanName name = stated.getNameFirstRep();
        return new StatedPatient(
                stated.getIdentifier().stream()
                        .map(Identifier::getValue)
                        .filter(Objects::nonNull)
                        .findFirst(),
                Optional.ofNullable(name.getFamily()),
                name.getGiven().stream().map(given -> given.getValue()).findFirst(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    // Where nothing measured is repeated at all, nothing says that it is the same tube.
    private boolean isAnotherValue(List<Resource> results) {
        Map<String, Resource> stored = stored(results, "Observation");
        List<Observation> repeated = results.stream()
                .filter(Observation.class::isInstance)
                .map(Observation.class::cast)
                .filter(result -> !result.hasHasMember())
                .filter(result -> stored.containsKey(result.getIdElement().getIdPart()))
                .toList();
        return repeated.isEmpty()
                || repeated.stream()
                        .anyMatch(result -> !StoredResults.sameValue(result, (Observation)
                                stored.get(result.getIdElement().getIdPart())));
    }

    private Map<String, Resource> stored(List<Resource> results, String type) {
        return register.readAll(
                type,
                results.stream()
                        .filter(resource -> resource.fhirType().equals(type))
                        .map(resource -> resource.getIdElement().getIdPart())
                        .toList());
    }

    private static Stream<DiagnosticReport> reports(List<Resource> results) {
        return results.stream().filter(DiagnosticReport.class::isInstance).map(DiagnosticReport.class::cast);
    }

    private static List<String> references(List<Resource> results) {
        return reports(results)
                .map(report -> "DiagnosticReport/" + report.getIdElement().getIdPart())
                .collect(Collectors.toList());
    }
}
