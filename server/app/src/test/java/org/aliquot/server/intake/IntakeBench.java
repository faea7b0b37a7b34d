package org.aliquot.server.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.ulid.UlidCreator;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.aliquot.gateway.Receipt;
import org.aliquot.gateway.ReportSink.Delivery;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.Instruments;
import org.aliquot.lab.Finding;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.lab.TranscriptId;
import org.aliquot.server.testsupport.TestServer;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Specimen;

/** Hands messages to the intake of a running server and looks at what is stored. */
final class IntakeBench {
    private static final InstrumentId XN = new InstrumentId("sysmex-xn", "intake-test");
    private static final InstrumentId BC = new InstrumentId("mindray-bc", "intake-test-bc");

    private final TestServer server;
    private final Intake intake;

    IntakeBench(TestServer server) {
        this.server = server;
        this.intake = server.bean(Intake.class);
    }

    Receipt accept(Transcript raw, LabReport report, Delivery delivery) {
        return intake.accept(raw, report, delivery);
    }

    Receipt accept(XnMessages message, Delivery delivery) {
        Transcript raw = transcript(message);
        return intake.accept(raw, report(raw), delivery);
    }

    Receipt accept(BcMessages message, Delivery delivery) {
        return accept(transcript(message), delivery);
    }

    Receipt accept(Transcript raw, Delivery delivery) {
        return intake.accept(raw, report(raw), delivery);
    }

    static Transcript transcript(XnMessages message) {
        return transcript(XN, message.bytes());
    }

    static Transcript transcript(BcMessages message) {
        return transcript(BC, message.bytes());
    }

    private static Transcript transcript(InstrumentId from, byte[] bytes) {
        return new Transcript(new TranscriptId(UlidCreator.getMonotonicUlid().toString()), from, Instant.now(), bytes);
    }

    static LabReport report(Transcript raw) {
        return report(
                raw,
                DeviceSettings.of(Instruments.installed().require(raw.from().dialect()), ZoneId.of("Europe/Berlin")));
    }

    /** As read with these settings: what a replay does after somebody mended them. */
    static LabReport report(Transcript raw, DeviceSettings settings) {
        return Instruments.installed()
                .reader(raw.from(), settings)
                .read(raw)
                .reports()
                .get(0);
    }

    static List<ReasonCode> reasons(Receipt receipt) {
        return receipt.findings().stream().map(Finding::reason).toList();
    }

    static String accession() {
        return "T" + UUID.randomUUID().toString().substring(0, 12);
    }

    /** A patient with specimen and order under this number; returns the patient's id. */
    String registered(String accession, String identifier) {
        return registered(accession, identifier, "", "", "");
    }

    String registered(String accession, String identifier, String family, String given, String birthDate) {
        Patient patient = new Patient();
        patient.addIdentifier().setSystem("urn:test:mrn").setValue(identifier);
        if (!family.isEmpty()) {
            patient.addName().setFamily(family).addGiven(given);
            patient.setBirthDateElement(new DateType(birthDate));
        }
        String id = server.create(patient).getIdElement().getIdPart();
        Specimen specimen = new Specimen();
        specimen.getAccessionIdentifier().setSystem("urn:test:accession").setValue(accession);
        specimen.setSubject(new Reference("Patient/" + id));
        order(accession, id, server.create(specimen).getIdElement().getIdPart());
        return id;
    }

    /** Somebody's order under a number of this type (HL7 table 0203). */
    void orderNumbered(String number, String type) {
        ServiceRequest order = new ServiceRequest();
        order.setStatus(ServiceRequestStatus.ACTIVE);
        order.setIntent(ServiceRequestIntent.ORDER);
        order.addIdentifier()
                .setValue(number)
                .getType()
                .addCoding()
                .setSystem("http://terminology.hl7.org/CodeSystem/v2-0203")
                .setCode(type);
        order.setSubject(new Reference(
                "Patient/" + server.create(new Patient()).getIdElement().getIdPart()));
        server.create(order);
    }

    void order(String accession, String patient, String specimen) {
        ServiceRequest order = new ServiceRequest();
        order.setStatus(ServiceRequestStatus.ACTIVE);
        order.setIntent(ServiceRequestIntent.ORDER);
        order.getRequisition().setSystem("urn:test:accession").setValue(accession);
        order.setSubject(new Reference("Patient/" + patient));
        if (specimen != null) {
            order.addSpecimen(new Reference("Specimen/" + specimen));
        }
        server.create(order);
    }

    JsonNode search(String query) {
        return server.get(query + (query.contains("?") ? "&" : "?") + "_total=accurate", "Cache-Control", "no-cache")
                .tree();
    }

    JsonNode only(String type, String accession, String code) {
        List<JsonNode> results = results(accession, code);
        assertThat(results).as(type + " " + code + " of " + accession).hasSize(1);
        return results.get(0);
    }

    // By the identifier of the result itself: works whether or not there is a patient.
    List<JsonNode> results(String accession, String code) {
        List<JsonNode> found = new ArrayList<>();
        search("Observation?_count=500&code=" + code).path("entry").forEach(entry -> {
            if (entry.at("/resource/identifier/0/value").asText().contains("|" + accession + "|")) {
                found.add(entry.path("resource"));
            }
        });
        return found;
    }

    int openTasks(String accession) {
        return search("Task?status=requested&identifier=" + accession)
                .path("total")
                .asInt();
    }

    int versions() {
        return search("Observation/_history?_count=1").path("total").asInt();
    }
}
