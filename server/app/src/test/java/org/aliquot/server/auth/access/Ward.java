package org.aliquot.server.auth.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;

/** Two patients with results of several kinds, on the server that all tests share; invented. Tokens to look at them with. */
final class Ward {
    /** Of LOINC's, but in a system of our own: other tests store results by the ten thousand. */
    static final String CODES = "urn:ward";

    static final String OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
    static final String LABORATORY = "?category=" + OBSERVATION_CATEGORY + "|laboratory";
    static final String VITAL_SIGNS = "?category=" + OBSERVATION_CATEGORY + "|vital-signs";
    static final String PROBLEM_LIST =
            "?category=http://terminology.hl7.org/CodeSystem/condition-category|problem-list-item";

    private static Ward shared;

    final TestServer server;
    final String jane;
    final String john;
    final String practitioner;
    final Map<String, Resource> resources = new LinkedHashMap<>();
    private final Map<String, String> tokens = new LinkedHashMap<>();
    private final Issuer issuer;

    /** How an app comes by a token about a patient. */
    @FunctionalInterface
    interface Issuer {
        /** @param practitioner who uses the app, {@code Practitioner/7} */
        String token(String scopes, String patient, String practitioner);
    }

    private Ward(TestServer server, Issuer issuer) {
        this.server = server;
        this.issuer = issuer;
        this.jane = add("jane", patient("Ward", "Jane")).getIdPart();
        this.john = add("john", patient("Ward", "John")).getIdPart();
        this.practitioner = add("practitioner", new Practitioner()).getIdPart();
        for (String id : List.of(jane, john)) {
            String whose = id.equals(jane) ? "jane's " : "john's ";
            String potassium = "Observation/"
                    + add(whose + "potassium", observation(id, "laboratory", "2823-3"))
                            .getIdPart();
            add(whose + "sodium", observation(id, "laboratory", "2951-2"));
            String pulse = "Observation/"
                    + add(whose + "pulse", observation(id, "vital-signs", "8867-4"))
                            .getIdPart();
            add(whose + "uncategorised", observation(id, null, "2823-3"));
            add(whose + "problem", condition(id, "problem-list-item"));
            add(whose + "diagnosis", condition(id, "encounter-diagnosis"));
            add(whose + "specimen", new Specimen().setSubject(new Reference("Patient/" + id)));
            ServiceRequest order = new ServiceRequest();
            order.setStatus(ServiceRequest.ServiceRequestStatus.ACTIVE)
                    .setIntent(ServiceRequest.ServiceRequestIntent.ORDER)
                    .setSubject(new Reference("Patient/" + id));
            add(whose + "order", order);
            DiagnosticReport report = new DiagnosticReport();
            report.setStatus(DiagnosticReport.DiagnosticReportStatus.FINAL)
                    .setCode(new CodeableConcept().setText("panel"))
                    .setSubject(new Reference("Patient/" + id))
                    .addResult(new Reference(potassium))
                    .addResult(new Reference(pulse));
            report.addCategory()
                    .addCoding()
                    .setSystem("http://terminology.hl7.org/CodeSystem/v2-0074")
                    .setCode("LAB");
            add(whose + "report", report);
            Provenance provenance = new Provenance();
            provenance.addTarget(new Reference(potassium));
            provenance.setRecorded(new java.util.Date(0));
            provenance.addAgent().setWho(new Reference("Practitioner/" + practitioner));
            add(whose + "provenance", provenance);
        }
        // In Jane's compartment by who measured it, about John.
        Observation byJane = observation(john, "laboratory", "9999-9");
        byJane.addPerformer(new Reference("Patient/" + jane));
        add("measured by jane", byJane);
    }

    /** Tokens are of the embedded authorization server. */
    static Ward on(TestServer server) {
        Map<String, SmartApp> apps = new HashMap<>();
        Map<String, String> users = new HashMap<>();
        return on(
                server,
                (scopes, patient, practitioner) -> apps.computeIfAbsent(
                                "one",
                                one -> SmartApp.registered(
                                        server,
                                        Kind.CONFIDENTIAL_SYMMETRIC,
                                        "launch/patient patient/*.cruds user/*.cruds"))
                        .launch(
                                "launch/patient " + scopes,
                                users.computeIfAbsent(practitioner, who -> SmartApp.user(server, who)),
                                patient)
                        .tree()
                        .path("access_token")
                        .asText());
    }

    static synchronized Ward on(TestServer server, Issuer issuer) {
        if (shared == null || shared.server != server) {
            shared = new Ward(server, issuer);
        }
        return shared;
    }

    private org.hl7.fhir.r4.model.IdType add(String name, Resource resource) {
        Resource stored = server.create(resource);
        resources.put(name, stored);
        return stored.getIdElement();
    }

    String id(String name) {
        return resources.get(name).getIdElement().getIdPart();
    }

    private static Patient patient(String family, String given) {
        Patient patient = new Patient();
        patient.addName().setFamily(family).addGiven(given);
        return patient;
    }

    static Observation observation(String patient, String category, String code) {
        Observation observation = new Observation();
        observation
                .setStatus(Observation.ObservationStatus.FINAL)
                .setSubject(new Reference("Patient/" + patient))
                .setEffective(new DateTimeType("2026-01-02T03:04:05Z"));
        observation.getCode().addCoding().setSystem(CODES).setCode(code);
        if (category != null) {
            observation.addCategory().addCoding(new Coding(OBSERVATION_CATEGORY, category, null));
        }
        return observation;
    }

    private static Condition condition(String patient, String category) {
        Condition condition = new Condition();
        condition.setSubject(new Reference("Patient/" + patient));
        condition
                .addCategory()
                .addCoding(new Coding("http://terminology.hl7.org/CodeSystem/condition-category", category, null));
        return condition;
    }

    /** The header of a token with these scopes, about Jane where they are a patient's. */
    String[] bearer(String scopes) {
        return SmartApp.bearer(tokens.computeIfAbsent(scopes, this::token));
    }

    private String token(String scopes) {
        return scopes.contains("system/")
                ? server.localToken(org.aliquot.server.auth.scope.Scopes.parse(scopes))
                : issuer.token(scopes, jane, "Practitioner/" + practitioner);
    }

    /** Ids of all entries, all pages. */
    List<String> found(String search, String... headers) {
        List<String> ids = new ArrayList<>();
        String next = search;
        while (!next.isEmpty()) {
            Answer answer = server.get(next, headers);
            if (answer.status() != 200) {
                throw new AssertionError(next + ": " + answer.status() + " " + answer.body());
            }
            Bundle bundle = server.parse(Bundle.class, answer);
            bundle.getEntry()
                    .forEach(entry -> ids.add(entry.getResource().fhirType() + "/"
                            + entry.getResource().getIdElement().getIdPart()));
            next = bundle.getLink("next") == null ? "" : bundle.getLink("next").getUrl();
        }
        return ids;
    }

    /** The ward's own resources among these, by their names here. */
    TreeSet<String> names(List<String> ids) {
        return resources.entrySet().stream()
                .filter(entry -> ids.contains(entry.getValue().fhirType() + "/"
                        + entry.getValue().getIdElement().getIdPart()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Predicate<String> isNamed(String... names) {
        return List.of(names)::contains;
    }
}
