package org.aliquot.server.oracle.corpus;

import static org.aliquot.server.oracle.corpus.Json.list;
import static org.aliquot.server.oracle.corpus.Json.maybe;
import static org.aliquot.server.oracle.corpus.Json.member;
import static org.aliquot.server.oracle.corpus.Json.object;
import static org.aliquot.server.oracle.corpus.Json.oneOf;
import static org.aliquot.server.oracle.corpus.Json.text;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/**
 * Random laboratory resources of a dozen ids that refer to each other. {@link #ROOM} stands in every id: who replaces it
 * has resources that meet no others.
 */
final class LabResources {
    static final String ROOM = "@@";

    private static final String LOINC = "http://loinc.org";
    private static final String UCUM = "http://unitsofmeasure.org";

    private static final Pattern ITSELF = Pattern.compile(
            "^\\{\"resourceType\":\"(\\w+)\",\"id\":\"([^\"]+)\".*\"reference\":\"\\1/\\2[\"/]", Pattern.DOTALL);

    private LabResources() {}

    /** Every {@code Type/id} there may be. */
    static List<String> references() {
        return List.of(
                "Patient/@@p1",
                "Patient/@@p2",
                "Organization/@@g1",
                "Organization/@@g2",
                "Device/@@v1",
                "Specimen/@@s1",
                "Specimen/@@s2",
                "ServiceRequest/@@r1",
                "Observation/@@o1",
                "Observation/@@o2",
                "Observation/@@o3",
                "DiagnosticReport/@@d1");
    }

    /**
     * Any of them, as JSON in one line. None refers to itself: whether HAPI lets such a one be deleted depends on which of those who refer
     * to it PostgreSQL names first (DeleteConflictService looks at one, and passes over the resource itself).
     */
    static Arbitrary<String> any() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, patient()),
                        Tuple.of(2, organization()),
                        Tuple.of(1, device()),
                        Tuple.of(2, specimen()),
                        Tuple.of(2, serviceRequest()),
                        Tuple.of(6, observation()),
                        Tuple.of(2, report()))
                .filter(json -> !ITSELF.matcher(json).find());
    }

    private static Arbitrary<String> patient() {
        return object(
                type("Patient"),
                id("@@p1", "@@p2"),
                maybe("meta", meta()),
                maybe("language", oneOf("de", "en-GB")),
                maybe("identifier", list(identifier())),
                maybe("active", Arbitraries.of("true", "false")),
                maybe("name", list(object(maybe("family", text(words())), maybe("given", list(text(words())))))),
                maybe("gender", oneOf("male", "female", "other", "unknown")),
                maybe("birthDate", oneOf("1950", "1950-07", "1950-07-31", "2024-02-29")),
                maybe("address", list(object(maybe("city", text(words())), maybe("postalCode", oneOf("1070", "A-1"))))),
                maybe("generalPractitioner", list(reference("Organization/@@g1"))),
                maybe("managingOrganization", reference("Organization/@@g1", "Organization/@@g2")));
    }

    private static Arbitrary<String> organization() {
        return object(
                type("Organization"),
                id("@@g1", "@@g2"),
                maybe("identifier", list(identifier())),
                maybe("name", text(words())),
                maybe("alias", list(text(words()))),
                maybe("partOf", reference("Organization/@@g1", "Organization/@@g2")));
    }

    private static Arbitrary<String> device() {
        return object(
                type("Device"),
                id("@@v1"),
                maybe("meta", meta()),
                maybe("identifier", list(identifier())),
                maybe("type", concept()),
                maybe("url", oneOf("http://example.org/device/1", "urn:example:device")),
                maybe("patient", reference("Patient/@@p1")));
    }

    private static Arbitrary<String> specimen() {
        return object(
                type("Specimen"),
                id("@@s1", "@@s2"),
                maybe("meta", meta()),
                maybe("identifier", list(identifier())),
                maybe("accessionIdentifier", identifier()),
                maybe("status", oneOf("available", "unsatisfactory")),
                maybe("type", concept()),
                maybe("subject", reference("Patient/@@p1", "Device/@@v1")),
                maybe("parent", list(reference("Specimen/@@s1", "Specimen/@@s2"))),
                maybe("collection", object(maybe("collectedDateTime", moment()), maybe("bodySite", concept()))));
    }

    private static Arbitrary<String> serviceRequest() {
        return object(
                type("ServiceRequest"),
                id("@@r1"),
                maybe("identifier", list(identifier())),
                maybe("instantiatesCanonical", list(oneOf("http://example.org/PlanDefinition/a|2"))),
                member("status", oneOf("active", "completed")),
                member("intent", oneOf("order")),
                maybe("code", concept()),
                member("subject", reference("Patient/@@p1", "Patient/@@p2")),
                maybe("authoredOn", moment()),
                maybe("specimen", list(reference("Specimen/@@s1"))));
    }

    private static Arbitrary<String> observation() {
        return object(
                type("Observation"),
                id("@@o1", "@@o2", "@@o3"),
                maybe("meta", meta()),
                maybe("identifier", list(identifier())),
                maybe("basedOn", list(reference("ServiceRequest/@@r1"))),
                member("status", oneOf("final", "preliminary", "corrected")),
                maybe("category", list(concept())),
                member("code", concept()),
                maybe("subject", reference("Patient/@@p1", "Patient/@@p2", "Device/@@v1")),
                effective(),
                maybe("issued", oneOf("2024-03-31T02:30:00.250+02:00")),
                value(),
                maybe("interpretation", list(concept())),
                maybe("specimen", reference("Specimen/@@s1")),
                maybe("device", reference("Device/@@v1")),
                maybe("hasMember", list(reference("Observation/@@o1", "Observation/@@o2"))),
                maybe("component", list(object(member("code", concept()), value()))));
    }

    private static Arbitrary<String> report() {
        return object(
                type("DiagnosticReport"),
                id("@@d1"),
                maybe("meta", meta()),
                maybe("identifier", list(identifier())),
                maybe("basedOn", list(reference("ServiceRequest/@@r1"))),
                member("status", oneOf("final", "partial")),
                member("code", concept()),
                maybe("subject", reference("Patient/@@p1", "Patient/@@p2")),
                effective(),
                maybe("specimen", list(reference("Specimen/@@s1"))),
                maybe("result", list(reference("Observation/@@o1", "Observation/@@o2", "Observation/@@o3"))),
                maybe("conclusion", text(words())));
    }

    private static Arbitrary<String> type(String type) {
        return member("resourceType", oneOf(type));
    }

    /** Seldom none: the server chooses. */
    private static Arbitrary<String> id(String... ids) {
        return Arbitraries.frequencyOf(Tuple.of(15, member("id", oneOf(ids))), Tuple.of(1, Arbitraries.just("")));
    }

    private static Arbitrary<String> meta() {
        return object(
                maybe("source", oneOf("urn:example:analyzer", "urn:example:analyzer#run-1", "#run-2")),
                maybe("profile", list(oneOf("http://example.org/p/1", "http://example.org/p/2|1.0"))),
                maybe("security", list(label())),
                maybe("tag", list(label())));
    }

    // A code of its own for each: HAPI takes a label without system or version for any label of that code.
    private static Arbitrary<String> label() {
        return Arbitraries.oneOf(
                object(member("system", oneOf("urn:example:ward")), member("code", oneOf("7B", "8A"))),
                object(
                        member("system", oneOf("urn:example:ward")),
                        member("version", oneOf("2")),
                        member("code", oneOf("ICU")),
                        maybe("display", text(words()))),
                object(member("code", oneOf("loose"))));
    }

    private static Arbitrary<String> coding() {
        return object(
                maybe("system", oneOf(LOINC, "urn:example:local")),
                maybe("version", oneOf("2.77")),
                member("code", oneOf("2345-7", "GLU", "glu", "Ä|1")),
                maybe("display", text(words())));
    }

    private static Arbitrary<String> concept() {
        return object(maybe("coding", list(coding())), member("text", text(words())));
    }

    private static Arbitrary<String> identifier() {
        return object(maybe("system", oneOf("urn:example:mrn", "urn:example:tube")), member("value", text(words())));
    }

    /** Mostly of a resource that there may be, sometimes of a version, sometimes of nothing that could be followed. */
    private static Arbitrary<String> reference(String... targets) {
        return Arbitraries.frequencyOf(
                Tuple.of(8, object(member("reference", oneOf(targets)), maybe("display", text(words())))),
                Tuple.of(
                        1,
                        object(member("reference", text(Arbitraries.of(targets).map(t -> t + "/_history/1"))))),
                Tuple.of(1, object(member("identifier", identifier()))),
                Tuple.of(1, object(member("display", text(words())))));
    }

    private static Arbitrary<String> effective() {
        return Arbitraries.oneOf(
                maybe("effectiveDateTime", moment()),
                member("effectivePeriod", object(maybe("start", moment()), maybe("end", moment()))));
    }

    private static Arbitrary<String> moment() {
        return oneOf(
                "2024",
                "2024-02",
                "2024-02-29",
                "2024-02-29T23:59:59Z",
                "2024-03-01T00:30:00+01:00",
                "2024-02-29T23:59:59.999-08:00");
    }

    private static Arbitrary<String> value() {
        return Arbitraries.oneOf(
                Arbitraries.just(""),
                member("valueQuantity", quantity()),
                member("valueString", text(words())),
                member("valueCodeableConcept", concept()),
                member("valueDateTime", moment()),
                member("valueRange", object(member("low", quantity()))),
                member("valueBoolean", Arbitraries.of("true", "false")));
    }

    private static Arbitrary<String> quantity() {
        return object(
                maybe("value", Arbitraries.of("5.40", "5.4", "0", "-0.001", "1.5e3", "120", "1234567.891", "0.10")),
                maybe("comparator", oneOf("<", ">=")),
                maybe("unit", oneOf("mmol/L", "g/dL")),
                maybe("system", oneOf(UCUM)),
                maybe("code", oneOf("mmol/L", "g/dL")));
    }

    private static Arbitrary<String> words() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of("Glucose", "glucose", "Ärger", "ｆｕｌｌ", "O'Neil", " x ", "🧪")),
                Tuple.of(
                        1,
                        Arbitraries.strings()
                                .withCharRange(' ', '?')
                                .withCharRange('A', '~')
                                .withCharRange('À', 'ſ')
                                .ofMinLength(1)
                                .ofMaxLength(12)));
    }
}
