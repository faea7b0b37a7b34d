package org.aliquot.server.generate;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.context.FhirContext;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.json.Schema;
import org.aliquot.ingest.validate.FullCheck;
import org.aliquot.ingest.validate.LineCheck;
import org.aliquot.ingest.validate.LocalValueSets;
import org.aliquot.ingest.validate.ProfileCheck;
import org.aliquot.ingest.validate.Structure;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.StructureDefinition;

/**
 * Not a test: one thread's processor time for each level of validation, which other work on the machine disturbs less than
 * the clock on the wall. Generated Observations that claim, and keep, a profile.
 */
final class ValidationSpeed {
    private static final int ROUNDS = 15;

    private ValidationSpeed() {}

    public static void main(String[] arguments) throws LineRefusedException {
        List<byte[]> lines = Generated.patients(1, 20)
                .resources(ResourceKind.OBSERVATION)
                .map(resource -> resource.toString().getBytes(UTF_8))
                .toList();
        GuideValidator guide = new GuideValidator();
        FhirContext context = FhirContext.forR4Cached();
        List<StructureDefinition> definitions =
                Objects.requireNonNull(guide.support().fetchAllStructureDefinitions()).stream()
                        .map(StructureDefinition.class::cast)
                        .filter(definition -> definition.getUrl().startsWith("https://aliquot.org/"))
                        .toList();
        System.out.printf("%d Observations, JDK %s%n", lines.size(), Runtime.version());
        Structure structure = new Structure(new Schema(context));
        measure("structure", structure::check, lines, 20_000);
        measure(
                "profiles",
                new ProfileCheck(context, definitions, new LocalValueSets(guide.support())::codes),
                lines,
                10_000);
        measure("full", new FullCheck(context, new FhirInstanceValidator(guide.support())), lines, 50);
    }

    private static void measure(String name, LineCheck check, List<byte[]> lines, int times)
            throws LineRefusedException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] micros = new double[ROUNDS];
        int next = 0;
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            long start = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < times; i++) {
                check.check(lines.get(next++ % lines.size()));
            }
            if (round >= 0) {
                micros[round] = (threads.getCurrentThreadCpuTime() - start) / 1_000.0 / times;
            }
        }
        Arrays.sort(micros);
        System.out.printf(
                Locale.ROOT,
                "%s: median %.1f µs (fastest %.1f, slowest %.1f; n=%d rounds of %d)%n",
                name,
                micros[ROUNDS / 2],
                micros[0],
                micros[ROUNDS - 1],
                ROUNDS,
                times);
    }
}
