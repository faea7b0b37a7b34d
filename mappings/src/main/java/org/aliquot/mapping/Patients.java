package org.aliquot.mapping;

import org.aliquot.lab.StatedPatient;
import org.aliquot.terminology.Known;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;

/** The patient as an instrument states it: a statement, with an identifier that only that device's statements share. */
final class Patients {
    private Patients() {}

    /** The id follows from the stated number; without one each message has a patient of its own. */
    static Patient of(MessageScope scope, StatedPatient stated, int position) {
        Patient patient = stated(scope, stated);
        patient.setMeta(scope.source());
        patient.setId(stated.id()
                .map(number -> Ids.of("Patient", scope.from().device(), number))
                .orElseGet(() -> Ids.of("Patient", scope.report().id().digest(), Integer.toString(position))));
        return patient;
    }

    /** Without id or meta, for a place inside another resource. */
    static Patient stated(MessageScope scope, StatedPatient stated) {
        Patient patient = new Patient();
        stated.id().ifPresent(number -> patient.addIdentifier(identifier(scope, number)));
        if (stated.familyName().isPresent() || stated.givenName().isPresent()) {
            HumanName name = patient.addName();
            stated.familyName().map(Texts::clean).ifPresent(name::setFamily);
            stated.givenName().map(Texts::clean).ifPresent(name::addGiven);
        }
        // A string: no zone may move a birthday.
        stated.birthDate().ifPresent(day -> patient.setBirthDateElement(new DateType(day.toString())));
        stated.sex().filter(sex -> !sex.isBlank()).ifPresent(sex -> gender(scope, sex, patient));
        return patient;
    }

    static Identifier identifier(MessageScope scope, String number) {
        return new Identifier().setSystem(Systems.statedPatient(scope.from())).setValue(Texts.clean(number));
    }

    private static void gender(MessageScope scope, String sex, Patient patient) {
        Known<String> gender = scope.terminology().values().gender(scope.from(), sex);
        gender.meaning().ifPresent(code -> patient.setGender(AdministrativeGender.fromCode(code)));
        if (!gender.listed()) {
            scope.findings().unmappedSex(sex);
        }
    }
}
