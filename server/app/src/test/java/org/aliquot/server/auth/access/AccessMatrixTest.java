package org.aliquot.server.auth.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.user.Role;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Scopes and roles × interactions × resources: every cell is asked over HTTP, and held to a second, simpler statement of the rules. */
@WithServer
class AccessMatrixTest {
    private static final List<String> SCOPES = List.of(
            "patient/*.rs",
            "patient/*.cruds",
            "patient/Observation.read",
            "patient/Observation.rs" + Ward.LABORATORY,
            "patient/Observation.cruds" + Ward.LABORATORY + " patient/Patient.r",
            "patient/Condition.rs" + Ward.PROBLEM_LIST + " patient/Condition.u",
            "user/*.rs",
            "user/*.write",
            "user/Observation.rs user/Patient.rs",
            "user/Observation.cud" + Ward.VITAL_SIGNS,
            "system/*.cruds",
            "system/Observation.rs" + Ward.LABORATORY,
            "system/Specimen.r system/Observation.s",
            "system/Patient.c system/Condition.d",
            "system/Device.cruds aliquot/operations aliquot/metrics");

    /** What remains, for who works as this, of all that an app may ask for in a user's name. */
    private static final Map<Role, String> ROLES = new TreeMap<>(Map.of(
            Role.ADMINISTRATOR,
            "user/*.cruds",
            Role.PATHOLOGIST,
            "user/*.rs user/Observation.cu user/DiagnosticReport.cu user/Specimen.cu user/ServiceRequest.cu user/Condition.cu",
            Role.VERIFIER,
            "user/*.rs user/Observation.cu user/DiagnosticReport.cu user/Specimen.cu",
            Role.TECHNICIAN,
            "user/*.rs user/Observation.cu user/Specimen.cu",
            Role.CLINICIAN,
            "user/*.rs user/ServiceRequest.cu",
            Role.AUDITOR,
            "user/Provenance.rs user/Practitioner.rs"));

    private static final Pattern SCOPE =
            Pattern.compile("(patient|user|system)/(\\*|\\w+)\\.(\\w+)(?:\\?category=(.+))?");
    private static final Map<String, String> VERSION_1 = Map.of("read", "rs", "write", "cud");

    private static Ward ward;

    private final TestServer server;
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, String> bodies = new HashMap<>();
    private int cells;

    AccessMatrixTest(TestServer server) {
        this.server = server;
    }

    @BeforeAll
    static void wardIsThere(TestServer server) {
        ward = Ward.on(server);
    }

    @Test
    void everyCellIsAnsweredAsTheRulesSay() {
        for (String scopes : SCOPES) {
            String[] bearer = ward.bearer(scopes);
            ward.resources.forEach((name, resource) -> cellsOf(scopes, bearer, name, resource));
        }
        assertThat(wrong).as("of " + cells + " cells").isEmpty();
        assertThat(cells).isGreaterThan(3_000);
    }

    @Test
    void everyRolesCellIsAnsweredAsTheRulesSay() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "user/*.cruds");
        ROLES.forEach((role, scopes) -> {
            String[] bearer = SmartApp.bearer(app.launch(
                            "user/*.cruds", SmartApp.user(server, "Practitioner/" + ward.practitioner, role), ward.jane)
                    .tree()
                    .path("access_token")
                    .asText());
            ward.resources.forEach((name, resource) -> {
                // Of two that are alike in type and category one is enough.
                if (!name.startsWith("john's")) {
                    cellsOf(scopes, bearer, name, resource);
                }
            });
        });
        assertThat(wrong).as("of " + cells + " cells").isEmpty();
        assertThat(cells).isGreaterThan(500);
    }

    private void cellsOf(String scopes, String[] bearer, String name, Resource resource) {
        String type = resource.fhirType();
        String id = resource.getIdElement().getIdPart();
        String path = type + "/" + id;
        boolean reads = allows(scopes, 'r', name, resource);
        // One who may not see it by r sees it by s, and the other way round.
        boolean mayRead = allowsType(scopes, 'r', type) && (reads || allows(scopes, 's', name, resource));
        cell(scopes, "read", name, mayRead, server.get(path, bearer).status());
        cell(
                scopes,
                "vread",
                name,
                mayRead,
                server.get(path + "/_history/1", bearer).status());
        cell(
                scopes,
                "history",
                name,
                mayRead,
                server.get(path + "/_history", bearer).status());
        if (type.equals("Patient")) {
            boolean mayAsk = allowsType(scopes, 's', type);
            int status = server.get(path + "/$everything?_count=1", bearer).status();
            cell(scopes, "everything", name, mayAsk && (reads || allows(scopes, 's', name, resource)), status);
        }
        Answer search = server.get(type + "?_id=" + id, bearer);
        cell(
                scopes,
                "search",
                name,
                allows(scopes, 's', name, resource),
                search.status() == 200 && search.tree().path("entry").isEmpty() ? 404 : search.status());
        Answer batch = server.post(
                "",
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"GET\",\"url\":\""
                        + path + "\"}}]}",
                bearer);
        cell(
                scopes,
                "batch",
                name,
                mayRead,
                status(batch.tree().at("/entry/0/response/status").asText()));
        String body = bodies.computeIfAbsent(path, it -> server.get(it).body());
        cell(
                scopes,
                "update",
                name,
                allows(scopes, 'u', name, resource),
                server.put(path, body, bearer).status());
        Answer patch = server.send(
                "PATCH",
                path,
                "[{\"op\":\"test\",\"path\":\"/resourceType\",\"value\":\"" + type + "\"}]",
                "Content-Type",
                "application/json-patch+json",
                "Authorization",
                bearer[1]);
        cell(scopes, "patch", name, allows(scopes, 'u', name, resource) && mayRead, patch.status());
        String copy = body.replace("\"id\":\"" + id + "\",", "").replace("\"id\": \"" + id + "\",", "");
        Answer created = server.post(type, copy, bearer);
        cell(scopes, "create", name, isNewOnes(name, scopes) && allows(scopes, 'c', name, resource), created.status());
        // Who may not read is not shown what was created, only where.
        String victim = created.status() == 201
                ? created.header("Location").replaceFirst(".*/" + type + "/([^/]+).*", "$1")
                : server.post(type, copy).id();
        Answer deleted = server.delete(type + "/" + victim, bearer);
        cell(scopes, "delete", name, isNewOnes(name, scopes) && allows(scopes, 'd', name, resource), deleted.status());
        if (deleted.status() != 200) {
            server.delete(type + "/" + victim);
        }
    }

    // A copy of Jane is another patient.
    private static boolean isNewOnes(String name, String scopes) {
        return !name.equals("jane") || !scopes.startsWith("patient/");
    }

    private void cell(String scopes, String interaction, String name, boolean isAllowed, int status) {
        cells++;
        boolean isRight = isAllowed ? status == 200 || status == 201 : status == 403 || status == 404;
        if (!isRight) {
            wrong.add(scopes + " | " + interaction + " | " + name + ": " + status + ", "
                    + (isAllowed ? "allowed" : "not allowed"));
        }
    }

    private static int status(String text) {
        return text.isEmpty() ? 0 : Integer.parseInt(text.substring(0, 3));
    }

    private static boolean allowsType(String scopes, char letter, String type) {
        return Stream.of(scopes.split(" "))
                .map(SCOPE::matcher)
                .filter(Matcher::matches)
                .anyMatch(scope -> isAbout(scope, letter, type));
    }

    private static boolean isAbout(Matcher scope, char letter, String type) {
        String letters = VERSION_1.getOrDefault(scope.group(3), scope.group(3));
        return letters.indexOf(letter) >= 0 && Set.of("*", type).contains(scope.group(2));
    }

    private static boolean allows(String scopes, char letter, String name, Resource resource) {
        return Stream.of(scopes.split(" "))
                .map(SCOPE::matcher)
                .filter(Matcher::matches)
                .filter(scope -> isAbout(scope, letter, resource.fhirType()))
                .filter(scope -> scope.group(4) == null || categories(resource).contains(scope.group(4)))
                .anyMatch(scope -> !scope.group(1).equals("patient") || isJanes(letter, name));
    }

    private static boolean isJanes(char letter, String name) {
        boolean isLooking = letter == 'r' || letter == 's';
        return name.equals("practitioner") && isLooking
                || name.equals("jane")
                // Hers to see, in John's chart.
                || name.equals("measured by jane") && isLooking
                || name.startsWith("jane's") && !name.endsWith("provenance");
    }

    private static List<String> categories(Resource resource) {
        List<CodeableConcept> categories = resource instanceof Observation observation
                ? observation.getCategory()
                : resource instanceof Condition condition ? condition.getCategory() : List.of();
        return categories.stream()
                .flatMap(concept -> concept.getCoding().stream())
                .map(coding -> coding.getSystem() + "|" + coding.getCode())
                .toList();
    }
}
