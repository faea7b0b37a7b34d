package org.aliquot.ingest.hapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.fast.FastRowExtractor;
import org.aliquot.ingest.rows.json.Schema;
import org.aliquot.ingest.validate.Structure;
import org.junit.jupiter.api.Test;

/** Both extractors over what no example has. */
class FastLaneFuzzTest {
    private static final List<String> TYPES = List.of(
            "Observation",
            "DiagnosticReport",
            "Specimen",
            "ServiceRequest",
            "Patient",
            "Practitioner",
            "PractitionerRole",
            "Organization",
            "Device",
            "Provenance",
            "Encounter",
            "Task",
            "Location",
            "Substance",
            "Media",
            "DocumentReference",
            "Condition",
            "MedicationRequest");

    private static final HapiWorkbench WORKBENCH = HapiWorkbench.standard();
    private static final HapiRowExtractor ORACLE = WORKBENCH.extractor();
    private static final FastRowExtractor FAST = FastLaneOracleTest.fast(WORKBENCH);

    private static final Structure STRUCTURE = new Structure(new Schema(WORKBENCH.context()));

    @Property(tries = 600, shrinking = ShrinkingMode.OFF)
    void randomResourcesGiveTheRowsHapiGives(@ForAll long seed) {
        byte[] json = random(seed);

        FAST.rowsOf(json).ifPresent(rows -> FastLaneOracleTest.assertSame(text(json), rows, ORACLE, json));
    }

    // Or the comparison would be with nothing. Left are extensions in meta, units with spaces, references of other
    // types.
    @Test
    void halfOfThemAtLeastAreAnsweredByTheFastLane() {
        long answered = LongStream.range(0, 400)
                .filter(seed -> FAST.rowsOf(random(seed)).isPresent())
                .count();

        assertThat(answered).isGreaterThan(200);
    }

    @Property(tries = 1500, shrinking = ShrinkingMode.OFF)
    void whatTheFastLaneTakesOfDamagedJsonHapiTakesTheSameWay(@ForAll long seed) {
        byte[] json = damaged(seed);

        FAST.rowsOf(json).ifPresent(rows -> FastLaneOracleTest.assertSame(text(json), rows, ORACLE, json));
    }

    @Property(tries = 600, shrinking = ShrinkingMode.OFF)
    void damagedJsonIsRefusedOrTakenButNeverThrowsAnythingElse(@ForAll long seed) {
        byte[] json = damaged(seed);

        assertThatCode(() -> {
                    try {
                        Optional<ResourceRows> rows = ORACLE.rowsOf(json);
                        rows.ifPresent(ResourceRows::text);
                    } catch (LineRefusedException e) {
                        // that is the answer
                    }
                })
                .as(text(json))
                .doesNotThrowAnyException();
    }

    @Property(tries = 1500, shrinking = ShrinkingMode.OFF)
    void whatTheFastLaneTakesHasTheStructureThatOthersHaveToHave(@ForAll long seed) {
        for (byte[] json : List.of(random(seed), damaged(seed))) {
            if (FAST.rowsOf(json).isPresent()) {
                assertThatCode(() -> STRUCTURE.check(json)).as(text(json)).doesNotThrowAnyException();
            }
        }
    }

    // Of a resource that the fast lane takes: most damage of the others would never be looked at.
    private static byte[] damaged(long seed) {
        long from = Math.floorMod(seed, 500L);
        while (FAST.rowsOf(random(from)).isEmpty()) {
            from++;
        }
        return new Mutations(seed).of(random(from));
    }

    private static byte[] random(long seed) {
        String type = TYPES.get((int) Math.floorMod(seed, (long) TYPES.size()));
        return new RandomResources(WORKBENCH.context(), seed)
                .of(type)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
