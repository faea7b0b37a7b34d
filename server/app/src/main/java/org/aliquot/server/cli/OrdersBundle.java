package org.aliquot.server.cli;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Specimen.SpecimenStatus;

/**
 * From rows of orders to a FHIR transaction of conditional updates: the same rows again change nothing (FHIR R4
 * http.html 3.1.0.10.3).
 */
final class OrdersBundle {
    private static final String PATIENT_SYSTEM = "https://aliquot.org/fhir/sid/patient";
    static final String ACCESSION_SYSTEM = "https://aliquot.org/fhir/sid/accession";
    private static final String ORDER_SYSTEM = "https://aliquot.org/fhir/sid/order";
    private static final String LOINC = "http://loinc.org";

    private final Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    private final Map<String, Reference> known = new LinkedHashMap<>();

    private OrdersBundle() {}

    static String of(List<Map<String, String>> rows) throws CommandFailedException {
        OrdersBundle orders = new OrdersBundle();
        for (int i = 0; i < rows.size(); i++) {
            try {
                orders.add(new Row(rows.get(i)));
            } catch (IllegalArgumentException | DataFormatException e) {
                throw new CommandFailedException(
                        ExitCodes.REFUSED,
                        "row " + (i + 2) + ": " + e.getMessage()
                                + "; dates are 2024-06-27 or 2024-06-27T13:54:00+02:00,"
                                + " sex is male, female, other or unknown. Nothing was sent.");
            }
        }
        return FhirContext.forR4Cached().newJsonParser().encodeResourceToString(orders.bundle);
    }

    private void add(Row row) {
        Reference patient = put(patient(row), PATIENT_SYSTEM, row.get("patient_id"));
        Reference specimen = put(specimen(row, patient), ACCESSION_SYSTEM, row.get("accession"));
        String test = row.get("test_code").isEmpty() ? row.get("test_text") : row.get("test_code");
        String order = test.isEmpty() ? row.get("accession") : row.get("accession") + "-" + test;
        put(order(row, order, patient, specimen), ORDER_SYSTEM, order);
    }

    private Reference put(Resource resource, String system, String value) {
        String condition =
                resource.fhirType() + "?identifier=" + URLEncoder.encode(system + "|" + value, StandardCharsets.UTF_8);
        return known.computeIfAbsent(condition, first -> {
            String fullUrl = "urn:uuid:" + UUID.nameUUIDFromBytes(first.getBytes(StandardCharsets.UTF_8));
            bundle.addEntry()
                    .setFullUrl(fullUrl)
                    .setResource(resource)
                    .getRequest()
                    .setMethod(HTTPVerb.PUT)
                    .setUrl(first);
            return new Reference(fullUrl);
        });
    }

    private static Patient patient(Row row) {
        Patient patient = new Patient();
        patient.addIdentifier(identifier(PATIENT_SYSTEM, row.get("patient_id")));
        if (row.has("family") || row.has("given")) {
            var name = patient.addName();
            if (row.has("family")) {
                name.setFamily(row.get("family"));
            }
            if (row.has("given")) {
                name.addGiven(row.get("given"));
            }
        }
        if (row.has("birth_date")) {
            patient.setBirthDateElement(new DateType(row.get("birth_date")));
        }
        patient.setGender(
                row.has("sex")
                        ? AdministrativeGender.valueOf(row.get("sex").toUpperCase(Locale.ROOT))
                        : AdministrativeGender.UNKNOWN);
        return patient;
    }

    private static Specimen specimen(Row row, Reference patient) {
        Specimen specimen = new Specimen();
        specimen.addIdentifier(identifier(ACCESSION_SYSTEM, row.get("accession")));
        specimen.setAccessionIdentifier(identifier(ACCESSION_SYSTEM, row.get("accession")));
        specimen.setStatus(SpecimenStatus.AVAILABLE);
        specimen.setSubject(patient);
        specimen.setType(new CodeableConcept()
                .setText(row.has("specimen_type") ? row.get("specimen_type") : "specimen, type not stated"));
        if (row.has("collected_at")) {
            specimen.getCollection().setCollected(new DateTimeType(row.get("collected_at")));
        }
        return specimen;
    }

    private static ServiceRequest order(Row row, String number, Reference patient, Reference specimen) {
        ServiceRequest order = new ServiceRequest();
        order.addIdentifier(identifier(ORDER_SYSTEM, number));
        order.setRequisition(identifier(ACCESSION_SYSTEM, row.get("accession")));
        order.setStatus(ServiceRequestStatus.ACTIVE);
        order.setIntent(ServiceRequestIntent.ORDER);
        order.addCategory()
                .addCoding()
                .setSystem("http://snomed.info/sct")
                .setCode("108252007")
                .setDisplay("Laboratory procedure");
        CodeableConcept test = order.getCode();
        if (row.has("test_code")) {
            test.addCoding().setSystem(LOINC).setCode(row.get("test_code"));
        }
        test.setText(row.has("test_text") ? row.get("test_text") : "laboratory order " + number);
        order.setSubject(patient);
        order.addSpecimen(specimen);
        return order;
    }

    private static Identifier identifier(String system, String value) {
        return new Identifier().setSystem(system).setValue(value);
    }

    /** A row whose missing cells read as empty. */
    private record Row(Map<String, String> cells) {
        String get(String column) {
            return cells.getOrDefault(column, "").strip();
        }

        boolean has(String column) {
            return !get(column).isEmpty();
        }
    }
}
