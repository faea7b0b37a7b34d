package org.aliquot.mapping;

import java.util.Optional;
import org.aliquot.lab.StatedPatient;
import org.aliquot.mapping.Matching.Match;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;

/**
 * Under whom a specimen's results are filed.
 *
 * @param reference for Specimen and Observations
 * @param created the Patient made of the instrument's statement, when nobody looked for a registered one
 * @param contained the statement, for a report nobody could match; never a Patient of its own
 */
record Subject(Reference reference, Optional<Patient> created, Optional<Patient> contained) {
    static final String CONTAINED_ID = "stated-patient";

    static Subject of(MessageScope scope, Optional<StatedPatient> stated, int position, Match match) {
        if (match instanceof Match.Registered registered) {
            return new Subject(new Reference(registered.patient()), Optional.empty(), Optional.empty());
        }
        Optional<StatedPatient> named = stated.filter(patient -> !patient.isAnonymous());
        if (match instanceof Match.AsStated) {
            return named.map(patient -> Patients.of(scope, patient, position))
                    .map(patient -> new Subject(
                            new Reference("Patient/" + patient.getIdElement().getIdPart()),
                            Optional.of(patient),
                            Optional.empty()))
                    .orElseGet(Subject::nobody);
        }
        Optional<Patient> statement =
                stated.map(patient -> Patients.stated(scope, patient)).filter(patient -> !patient.isEmpty());
        statement.ifPresent(patient -> patient.setId(CONTAINED_ID));
        Reference logical = named.flatMap(StatedPatient::id)
                .map(number -> new Reference().setType("Patient").setIdentifier(Patients.identifier(scope, number)))
                .orElseGet(Absent::unknownReference);
        return new Subject(logical, Optional.empty(), statement);
    }

    private static Subject nobody() {
        return new Subject(Absent.unknownReference(), Optional.empty(), Optional.empty());
    }
}
