package org.aliquot.ingest.hapi;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.model.entity.NormalizedQuantitySearchLevel;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.fast.FastRowExtractor;
import org.aliquot.ingest.rows.json.Reason;
import org.junit.jupiter.api.Test;

/** HAPI's own extraction is the oracle: whenever the fast lane answers, it answers the same. */
class FastLaneOracleTest {
    private static final Set<String> LABORATORY = Set.of(
            "Observation",
            "DiagnosticReport",
            "Specimen",
            "ServiceRequest",
            "Patient",
            "Practitioner",
            "Organization",
            "Device",
            "Provenance",
            "Encounter",
            "Task",
            "Location");

    // The pack also has every type filled by a machine: with random words and an empty narrative, with an extension in
    // place of every primitive, and with no more than is required, those absent, too. Nobody sends these.
    private static final Predicate<SpecificationExamples.Example> MEANT =
            example -> !example.name().matches("/json/ibm/(complete-mock|complete-absent|minimal)/.*");

    @Test
    void theSpecificationsExamplesGiveTheRowsHapiGives() {
        compareAll(HapiWorkbench.standard());
    }

    @Test
    void theyDoSoUnderEverySettingThatChangesRows() {
        compareAll(HapiWorkbench.with(settings -> {
            settings.setIndexMissingFields(StorageSettings.IndexEnabledEnum.ENABLED);
            settings.setIndexIdentifierOfType(true);
            settings.setSuppressStringIndexingInTokens(true);
            settings.setNormalizedQuantitySearchLevel(
                    NormalizedQuantitySearchLevel.NORMALIZED_QUANTITY_SEARCH_SUPPORTED);
            settings.setLanguageSearchParameterEnabled(true);
        }));
    }

    @Test
    void aLaboratorysExamplesAreAnsweredButForReasonsWithAName() {
        FastRowExtractor fast = fast(HapiWorkbench.standard());
        Map<Reason, Integer> left = new EnumMap<>(Reason.class);
        int answered = 0;
        for (SpecificationExamples.Example example : SpecificationExamples.small()) {
            if (LABORATORY.contains(example.resourceType()) && MEANT.test(example)) {
                Map<Reason, Long> before = fast.absences().counts();
                if (fast.rowsOf(example.json()).isPresent()) {
                    answered++;
                } else {
                    left.merge(reasonSince(before, fast.absences().counts()), 1, Integer::sum);
                }
            }
        }

        assertThat(left.keySet())
                .as("why examples are left to HAPI, besides %d that are not", answered)
                .isSubsetOf(
                        // Apgar scores, specimens, orders that carry a resource inside.
                        Reason.CONTAINED,
                        // Names in two scripts, a time of birth beside the date.
                        Reason.EXTENDED_PRIMITIVE,
                        // To other servers, or to a type that the element does not allow.
                        Reason.ODD_REFERENCE,
                        // A document that tries out decimals: 1E-24, -0.
                        Reason.ODD_VALUE,
                        // A div with nothing in it.
                        Reason.ODD_NARRATIVE);
        int others = left.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(answered).as("answered, beside %s", left).isGreaterThan(12 * others);
    }

    @Test
    void everySearchParameterOfTheSpecificationIsCompiled() {
        FastRowExtractor fast = fast(HapiWorkbench.standard());

        assertThat(fast.compilation().notCompiled()).isEmpty();
    }

    private static void compareAll(HapiWorkbench workbench) {
        HapiRowExtractor oracle = workbench.extractor();
        FastRowExtractor fast = fast(workbench);
        Map<String, Integer> answered = new TreeMap<>();
        for (SpecificationExamples.Example example : SpecificationExamples.small()) {
            Optional<ResourceRows> rows = fast.rowsOf(example.json());
            if (rows.isPresent()) {
                assertSame(example.name(), rows.get(), oracle, example.json());
                answered.merge(rows.get().type(), 1, Integer::sum);
            }
        }
        assertThat(answered.keySet()).containsAll(LABORATORY);
        assertThat(answered).hasSizeGreaterThan(100);
    }

    private static Reason reasonSince(Map<Reason, Long> before, Map<Reason, Long> after) {
        return after.keySet().stream()
                .filter(reason -> !after.get(reason).equals(before.get(reason)))
                .findFirst()
                .orElseThrow();
    }

    static FastRowExtractor fast(HapiWorkbench workbench) {
        return new FastRowExtractor(
                workbench.context(),
                FastLane.definitions(workbench.context(), workbench.settings(), workbench.registry())
                        .orElseThrow(),
                workbench.extractor());
    }

    static void assertSame(String name, ResourceRows rows, HapiRowExtractor oracle, byte[] json) {
        ResourceRows expected;
        try {
            expected = oracle.rowsOf(json).orElseThrow();
        } catch (LineRefusedException e) {
            throw new AssertionError(name + ": the fast lane took what HAPI refuses: " + e.getMessage(), e);
        }
        assertThat(rows.text()).as(name).isEqualTo(expected.text());
        assertThat(rows.type()).as(name).isEqualTo(expected.type());
        assertThat(rows.id()).as(name).isEqualTo(expected.id());
        assertThat(rows.source()).as(name).isEqualTo(expected.source());
        assertThat(rows.tags()).as(name).containsExactlyInAnyOrderElementsOf(expected.tags());
        assertThat(rows.index()).as(name).containsExactlyInAnyOrderElementsOf(expected.index());
        assertThat(rows.links()).as(name).containsExactlyInAnyOrderElementsOf(expected.links());
    }
}
