package org.aliquot.server.auth.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lines A35 and A36 of the conformance bar, and the rule behind them: a scope's answer is everyone's answer, filtered. Whoever
 * issued the token.
 */
abstract class GranularScopesContract {
    final TestServer server;
    final Ward ward;

    GranularScopesContract(TestServer server, Ward ward) {
        this.server = server;
        this.ward = ward;
    }

    static final String GRANULAR =
            "patient/Patient.rs patient/Observation.rs" + Ward.LABORATORY + " patient/Condition.rs" + Ward.PROBLEM_LIST;

    private static final Set<String> OF_GRANULAR =
            Set.of("jane", "jane's potassium", "jane's sodium", "jane's problem", "measured by jane");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?patient={jane}",
                "Observation?patient=Patient/{jane}&_count=1",
                "Observation?patient={jane}&category=laboratory",
                "Observation?patient={jane}&category=vital-signs",
                "Observation?patient={jane}&code=2823-3",
                "Observation?patient={jane}&category=laboratory&date=ge2020",
                "Observation?patient={jane}&category=laboratory,vital-signs&status=final",
                "Observation?code=urn:ward%7C2823-3&_sort=-date",
                "Observation?performer=Patient/{jane}",
                "Observation?patient={john}",
                "Observation?_lastUpdated=ge2020&code=urn:ward%7C2823-3,urn:ward%7C8867-4,urn:ward%7C9999-9",
                "Observation?code:not=1-1&patient={jane}",
                "Observation?patient={jane}&_revinclude=Provenance:target",
                "Observation?patient={jane}&_include=Observation:subject&_include=*",
                "Condition?patient={jane}",
                "Condition?patient={jane}&category=encounter-diagnosis",
                "Patient?_id={jane},{john}",
                "Patient?_id={jane}&_revinclude=Observation:subject",
            })
    void a35SearchFindsWhatItFoundBeforeAsFarAsItIsGranted(String search) {
        for (String scopes : List.of(
                GRANULAR,
                "patient/*.rs",
                "patient/Patient.rs patient/Observation.rs patient/Condition.r patient/Condition.s" + Ward.PROBLEM_LIST,
                "user/Observation.rs" + Ward.VITAL_SIGNS + " user/Patient.rs user/Condition.rs",
                "user/Observation.rs" + Ward.LABORATORY
                        + " patient/Observation.rs patient/Patient.rs user/Condition.rs",
                "system/Observation.rs" + Ward.LABORATORY + " system/Patient.rs system/Condition.rs")) {
            String query = search.replace("{jane}", ward.jane).replace("{john}", ward.john);
            TreeSet<String> everyones = ward.names(ward.found(query));
            everyones.removeIf(Predicate.not(grantedBy(scopes)));

            assertThat(ward.names(ward.found(query, ward.bearer(scopes))))
                    .as(query + " with " + scopes)
                    .isEqualTo(everyones);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ObservationList(patient:'{jane}'){id}",
                "ObservationList(code:'urn:ward|2823-3'){id}",
                "ObservationList(patient:'{jane}',category:'vital-signs'){id}",
                "ObservationConnection(patient:'{jane}',_count:'2'){edges{resource{id}}}",
                "ConditionList(patient:'{jane}'){id}",
                "PatientList(family:'Ward'){id}",
            })
    void graphQlFindsWhatItFoundBeforeAsFarAsItIsGranted(String question) {
        for (String scopes : List.of(
                GRANULAR,
                "patient/*.rs",
                "patient/Patient.rs patient/Observation.rs patient/Condition.r patient/Condition.s" + Ward.PROBLEM_LIST,
                "user/Observation.rs" + Ward.VITAL_SIGNS + " user/Patient.rs user/Condition.rs",
                "system/Observation.rs" + Ward.LABORATORY + " system/Patient.rs system/Condition.rs")) {
            TreeSet<String> everyones = named(graphQl("", question));
            everyones.removeIf(Predicate.not(grantedBy(scopes)));
            TreeSet<String> granted = named(graphQl("", question, ward.bearer(scopes)));

            if (question.contains("Connection")) {
                // A page of two, of more.
                assertThat(granted).as(scopes).allMatch(grantedBy(scopes));
            } else {
                assertThat(granted).as(question + " with " + scopes).isEqualTo(everyones);
            }
        }
    }

    @Test
    void graphQlReadsWhatMayBeReadAndFollowsReferencesToNothingElse() {
        String[] bearer = ward.bearer("patient/Observation.rs" + Ward.LABORATORY);
        String potassium =
                "Observation(id:'" + ward.id("jane's potassium") + "'){status subject{resource{...on Patient{id}}}}";
        assertThat(graphQl("", "Observation(id:'" + ward.id("jane's potassium") + "'){status}", bearer)
                        .status())
                .isEqualTo(200);
        assertThat(graphQl("", potassium).status()).isEqualTo(200);
        assertThat(graphQl("", potassium, bearer).status()).isEqualTo(404);
        assertThat(graphQl("", potassium, ward.bearer(GRANULAR)).status()).isEqualTo(200);
        for (String hidden : List.of("jane's pulse", "john's potassium")) {
            assertThat(graphQl("", "Observation(id:'" + ward.id(hidden) + "'){status}", bearer)
                            .status())
                    .as(hidden)
                    .isEqualTo(404);
            assertThat(graphQl("Observation/" + ward.id(hidden) + "/", "status", bearer)
                            .status())
                    .as(hidden)
                    .isEqualTo(404);
        }
        assertThat(graphQl("", "ConditionList(patient:'" + ward.jane + "'){id}", bearer)
                        .status())
                .isEqualTo(403);
        assertThat(graphQl("", "Patient(id:'" + ward.jane + "'){id}", bearer).status())
                .isEqualTo(403);
    }

    private Answer graphQl(String on, String question, String... headers) {
        String query = question.replace("{jane}", ward.jane).replace("'", "\\\"");
        return server.post(
                on + "$graphql",
                "{\"query\":\"{" + query + "}\"}",
                Stream.concat(Stream.of("Content-Type", "application/json"), Arrays.stream(headers))
                        .toArray(String[]::new));
    }

    private TreeSet<String> named(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        TreeSet<String> names = new TreeSet<>();
        ward.resources.forEach((name, resource) -> {
            if (answer.body().contains('"' + resource.getIdElement().getIdPart() + '"')) {
                names.add(name);
            }
        });
        return names;
    }

    /** The rule once more, in other words. */
    private static Predicate<String> grantedBy(String scopes) {
        Predicate<String> janes =
                name -> name.equals("jane") || name.startsWith("jane's") || name.equals("measured by jane");
        Predicate<String> observation =
                name -> name.matches(".*(potassium|sodium|pulse|uncategorised)|measured by jane");
        Predicate<String> laboratory = name -> name.matches(".*(potassium|sodium)|measured by jane");
        Predicate<String> condition = name -> name.matches(".*(problem|diagnosis)");
        Predicate<String> patient = name -> name.matches("jane|john");
        if (scopes.equals(GRANULAR)) {
            return OF_GRANULAR::contains;
        }
        if (scopes.equals("patient/*.rs")) {
            // Who recorded it is no patient's; the provenance of a patient's result has no patient of its own.
            return janes.and(name -> !name.endsWith("provenance")).or(name -> name.equals("practitioner"));
        }
        if (scopes.startsWith("patient/Patient.rs patient/Observation.rs patient/Condition.r ")) {
            // Read, but searched only within the category.
            return janes.and(observation.or(patient).or(name -> name.endsWith("problem")));
        }
        if (scopes.startsWith("user/Observation.rs" + Ward.VITAL_SIGNS)) {
            return patient.or(condition).or(name -> name.endsWith("pulse"));
        }
        if (scopes.startsWith("user/Observation.rs" + Ward.LABORATORY)) {
            return laboratory.or(janes.and(observation)).or(condition).or(janes.and(patient));
        }
        return laboratory.or(patient).or(condition);
    }

    @Test
    void countsAreOfWhatIsGranted() {
        for (String total : List.of("_summary=count", "_total=accurate", "_total=accurate&_count=1")) {
            JsonNode answer = server.get("Observation?patient=" + ward.jane + "&" + total, ward.bearer(GRANULAR))
                    .tree();
            assertThat(answer.path("total").asInt(-1)).as(total).isEqualTo(2);
        }
        // What cannot be said in one search is not counted in the database.
        assertThat(server.get(
                                "Observation?_summary=count",
                                ward.bearer("user/Observation.rs" + Ward.LABORATORY
                                        + " patient/Observation.rs patient/Patient.rs user/Condition.rs"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void searchByPostIsHeldToTheSame() {
        Answer answer = server.send(
                "POST",
                "Observation/_search",
                "patient=" + ward.jane,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Authorization",
                ward.bearer(GRANULAR)[1]);
        assertThat(answer.tree().path("entry")).hasSize(2);
    }

    @Test
    void a36ResourceOutsideIsNotReadHoweverItIsAskedFor() {
        String[] bearer = ward.bearer(GRANULAR);
        for (String name : List.of("jane's pulse", "jane's uncategorised", "john's potassium", "jane's diagnosis")) {
            String path = ward.resources.get(name).fhirType() + "/" + ward.id(name);
            for (String way : List.of("", "/_history/1", "?_elements=id", "?_summary=true")) {
                assertThat(server.get(path + way, bearer).status())
                        .as(name + way)
                        .isIn(403, 404);
            }
            Answer history = server.get(path + "/_history", bearer);
            assertThat(history.body()).as(name).doesNotContain(ward.id(name) + "\"");
            assertThat(history.tree().path("entry")).isEmpty();
            assertThat(history.tree().path("total").asInt(0)).isZero();
            Answer batch = server.post("", """
                    {"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"%s"}},
                     {"request":{"method":"GET","url":"%s?_id=%s"}}]}
                    """.formatted(path, path.split("/")[0], ward.id(name)), bearer);
            assertThat(batch.status()).isEqualTo(200);
            assertThat(batch.tree().at("/entry/0/response/status").asText()).startsWith("40");
            assertThat(batch.tree().at("/entry/1/resource/entry")).isEmpty();
        }
        for (String name : List.of("jane's potassium", "jane's problem", "measured by jane")) {
            String path = ward.resources.get(name).fhirType() + "/" + ward.id(name);
            for (String way : List.of("", "/_history/1", "/_history")) {
                assertThat(server.get(path + way, bearer).status())
                        .as(name + way)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void a36WhatIsNotThereAndWhatMayNotBeSeenAreAnsweredAlike() {
        Answer hidden = server.get("Observation/" + ward.id("john's potassium"), ward.bearer(GRANULAR));
        Answer absent = server.get("Observation/no-such-thing", ward.bearer(GRANULAR));
        assertThat(hidden.status()).isEqualTo(absent.status());
        assertThat(hidden.body().replace(ward.id("john's potassium"), "X").replaceAll("HAPI-\\d+", ""))
                .isEqualTo(absent.body().replace("no-such-thing", "X").replaceAll("HAPI-\\d+", ""));
    }

    @Test
    void a36EverythingOfThePatientIsFiltered() {
        List<String> found = ward.found("Patient/" + ward.jane + "/$everything?_count=3", ward.bearer(GRANULAR));
        assertThat(ward.names(found)).isSubsetOf(OF_GRANULAR).contains("jane", "jane's potassium", "jane's problem");
        assertThat(server.get("Patient/" + ward.john + "/$everything", ward.bearer(GRANULAR))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a36LastNIsFiltered() {
        Answer answer = server.get("Observation/$lastn?max=10&patient=Patient/" + ward.jane, ward.bearer(GRANULAR));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains(ward.id("jane's potassium"))
                .doesNotContain(ward.id("jane's pulse"), ward.id("jane's uncategorised"));
        assertThat(server.get("Observation/$lastn?subject:Patient.name=Ward", ward.bearer(GRANULAR))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void includesOfWhatIsNotGrantedStayOut() {
        Answer reports = server.get(
                "DiagnosticReport?patient=" + ward.jane + "&_include=DiagnosticReport:result",
                ward.bearer("patient/DiagnosticReport.rs patient/Observation.rs" + Ward.LABORATORY));
        assertThat(reports.body())
                .contains(ward.id("jane's report"), ward.id("jane's potassium"))
                .satisfies(body -> assertThat(reports.tree().path("entry")).hasSize(2));
    }
}
