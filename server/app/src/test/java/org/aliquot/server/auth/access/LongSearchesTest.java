package org.aliquot.server.auth.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Searches that find more than HAPI looks for at once. It goes on in passes, of 13, 503 and 2,003 results and more, and what a bearer may
 * not see is among what a pass has found.
 */
@WithServer
class LongSearchesTest {
    /** Past the second pass, and past the third where less of it is shown: pages are what takes time. */
    private static final int MANY = 620;

    private static final int MORE = 2_100;
    private static final Set<String> LONG = Set.of("half", "few", "last");

    /** No one search says this, so that results are looked at one by one. */
    private static final String MIXED =
            "user/Observation.rs" + Ward.LABORATORY + " patient/Observation.rs patient/Patient.rs";

    /** Which of them may be seen. */
    private static final Map<String, IntPredicate> SEEN = new TreeMap<>(Map.of(
            "all", i -> true,
            "all-but-one", i -> i != 3,
            "all-but-two", i -> i != 3 && i != 40,
            "half", i -> Integer.hashCode(i * 0x9E3779B1) < 0,
            "few", i -> i % 50 == 0,
            "first", i -> i < 50 || i > MANY - 20,
            "last", i -> i > MORE - 20));

    private static boolean isStored;
    private static boolean isStoredTwice;

    // Not the ward's: other tests look at all that these have.
    private static String jane;
    private static String john;
    private static SmartApp app;
    private static String user;

    private final TestServer server;
    private final Ward ward;

    LongSearchesTest(TestServer server) {
        this.server = server;
        this.ward = Ward.on(server);
        store();
    }

    private String[] bearer(String scopes) {
        return SmartApp.bearer(app.launch("launch/patient " + scopes, user, jane)
                .tree()
                .path("access_token")
                .asText());
    }

    private void store() {
        if (isStored) {
            return;
        }
        jane = server.create(new Patient()).getIdElement().getIdPart();
        john = server.create(new Patient()).getIdElement().getIdPart();
        app = SmartApp.registered(server, Kind.PUBLIC, "launch/patient patient/*.rs user/*.rs");
        user = SmartApp.user(server, "Practitioner/" + ward.practitioner);
        List<Resource> many = new ArrayList<>();
        SEEN.forEach((pattern, seen) -> {
            for (int i = 0; i < size(pattern); i++) {
                boolean isJanes = seen.test(i) && i % 3 != 0;
                boolean isLaboratory = seen.test(i) && !isJanes;
                Observation one =
                        Ward.observation(isJanes ? jane : john, isLaboratory ? "laboratory" : "vital-signs", pattern);
                one.setId(id(pattern, i));
                many.add(one);
            }
        });
        assertThat(server.bean(ResourceIngest.class).ingest(many)).allMatch(Outcome.Stored.class::isInstance);
        isStored = true;
    }

    private static int size(String pattern) {
        return LONG.contains(pattern) ? MORE : MANY;
    }

    private static String id(String pattern, int i) {
        return "long-" + pattern + "-" + i;
    }

    static List<String> searches() {
        return SEEN.keySet().stream()
                .flatMap(pattern ->
                        List.of("", "&_count=500", "&_sort=-date&_count=49", "&_sort=_lastUpdated&_count=200").stream()
                                .map(more -> pattern + more))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("searches")
    void allThatMayBeSeenIsFound(String search) {
        String pattern = search.replaceFirst("&.*", "");

        assertThat(ward.found("Observation?code=urn:ward%7C" + search, bearer(MIXED)))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, size(pattern))
                        .filter(SEEN.get(pattern))
                        .mapToObj(i -> "Observation/" + id(pattern, i))
                        .toList());
    }

    /** HAPI's passes count rows: where some are found twice and others hidden, a pass could bring nothing new for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"&_sort=-date&_count=10", "&_count=10", "&_sort=_lastUpdated", "&_count=500", ""})
    void whatIsFoundTwiceBesideWhatIsHiddenIsFound(String more) {
        int count = 700;
        if (!isStoredTwice) {
            List<Resource> twice = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Observation one = Ward.observation(jane, i == 3 ? "laboratory" : "vital-signs", "twice-a");
                if (i == 3 || i == 5 || i == 200) {
                    one.getSubject().setReference("Patient/" + john);
                }
                one.getCode().addCoding().setSystem(Ward.CODES).setCode("twice-b");
                // Sorted by it, both rows of each stand side by side; those that are hidden come early.
                one.setEffective(new DateTimeType("2026-01-02T%02d:%02d:00Z".formatted(20 - i / 60, 59 - i % 60)));
                one.setId(id("twice", i));
                twice.add(one);
            }
            assertThat(server.bean(ResourceIngest.class).ingest(twice)).allMatch(Outcome.Stored.class::isInstance);
            isStoredTwice = true;
        }

        assertThat(ward.found("Observation?code=urn:ward%7Ctwice-a,urn:ward%7Ctwice-b" + more, bearer(MIXED)))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count)
                        .filter(i -> i != 5 && i != 200)
                        .mapToObj(i -> "Observation/" + id("twice", i))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "patient/Observation.rs patient/Patient.rs",
                "patient/Observation.rs" + Ward.VITAL_SIGNS + " patient/Patient.rs",
                MIXED
            })
    void everythingOfAPatientIsEverything(String scopes) {
        assertThat(ward.found("Patient/" + jane + "/$everything?_count=500", bearer(scopes)))
                .doesNotHaveDuplicates()
                .containsAll(SEEN.entrySet().stream()
                        .flatMap(each -> IntStream.range(0, size(each.getKey()))
                                .filter(i -> each.getValue().test(i) && i % 3 != 0)
                                .mapToObj(i -> "Observation/" + id(each.getKey(), i)))
                        .toList());
    }
}
