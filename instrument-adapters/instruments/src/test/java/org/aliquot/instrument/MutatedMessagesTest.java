package org.aliquot.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.aliquot.instrument.mindraybc.MindrayBcTest;
import org.aliquot.instrument.sysmexxn.SysmexXnTest;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.TestResult;

/** Damaged messages become faults or fewer results, never exceptions and never other values. */
class MutatedMessagesTest {
    /** A family's key and one of its messages. */
    record Sample(String key, byte[] bytes) {
        @Override
        public String toString() {
            return key + ", " + bytes.length + " bytes";
        }
    }

    @Provide
    Arbitrary<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (String file : List.of(
                "cbc-flagged.astm",
                "masked-values.astm",
                "several-specimens.astm",
                "control-blood.astm",
                "rerun.astm")) {
            samples.add(new Sample("sysmex-xn", Samples.fixture(SysmexXnTest.class, file)));
        }
        for (String file : List.of("count-and-manual.hl7", "two-patients.hl7", "quality-control.hl7")) {
            samples.add(new Sample("mindray-bc", Samples.fixture(MindrayBcTest.class, file)));
        }
        return Arbitraries.of(samples);
    }

    private static Reading read(String key, byte[] bytes) {
        Reading reading = Samples.read(key, bytes);
        assertThat(reading.faults())
                .noneMatch(fault -> fault.finding().message().contains("defect in the adapter"));
        for (Fault fault : reading.faults()) {
            ByteRange range = fault.bytes().orElseThrow();
            assertThat(range.to()).isLessThanOrEqualTo(bytes.length);
        }
        return reading;
    }

    @Property(tries = 600)
    void flippedBytes(@ForAll("samples") Sample sample, @ForAll @Size(min = 1, max = 12) List<Integer> seeds) {
        byte[] bytes = sample.bytes().clone();
        for (int seed : seeds) {
            Random random = new Random(seed);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        assertThat(read(sample.key(), bytes)).isNotNull();
    }

    @Property(tries = 300)
    void delimitersInTheWrongPlaces(
            @ForAll("samples") Sample sample, @ForAll @Size(min = 1, max = 20) List<Integer> seeds) {
        byte[] bytes = sample.bytes().clone();
        byte[] delimiters =
                "|^\\~&\r\nHPORCLQM\u0002\u0003\u0004\u0005\u0017\u000b\u001c".getBytes(StandardCharsets.US_ASCII);
        for (int seed : seeds) {
            Random random = new Random(seed);
            bytes[random.nextInt(bytes.length)] = delimiters[random.nextInt(delimiters.length)];
        }
        assertThat(read(sample.key(), bytes)).isNotNull();
    }

    @Property(tries = 300)
    void aMessageCutAnywhereIsNeverTakenForWhole(
            @ForAll("samples") Sample sample, @ForAll @IntRange(min = 1, max = 5000) int cut) {
        int end = sample.bytes().length;
        // The last bytes end the message's last record; without the end of line alone it is still whole.
        int length = Math.max(0, end - 2 - cut % end);
        byte[] bytes = Arrays.copyOf(sample.bytes(), length);
        Reading reading = read(sample.key(), bytes);
        boolean endStands = new String(bytes, StandardCharsets.ISO_8859_1).matches("(?s).*\rL\\|?1?\\|?N?");
        if (!endStands) {
            assertThat(reading.reports()).isEmpty();
        }
    }

    @Property(tries = 300)
    void recordsLeftOutNeverChangeWhoseAResultIs(
            @ForAll("samples") Sample sample, @ForAll @IntRange(max = 60) int which) {
        List<String> records =
                new ArrayList<>(List.of(new String(sample.bytes(), StandardCharsets.UTF_8).split("(?<=\r)")));
        String gone = records.remove(which % records.size());
        boolean namesSomebody = gone.startsWith("P") || gone.startsWith("O") && !gone.startsWith("OBX");
        Reading reading = read(sample.key(), String.join("", records).getBytes(StandardCharsets.UTF_8));
        List<String> whole = pairs(Samples.read(sample.key(), sample.bytes()));
        if (!namesSomebody && !gone.contains("MSH") && !gone.startsWith("H")) {
            assertThat(whole).containsAll(pairs(reading));
        }
    }

    @Property(tries = 300)
    void emptiedFieldsNeverBecomeValues(@ForAll("samples") Sample sample, @ForAll int seed) {
        String text = new String(sample.bytes(), StandardCharsets.UTF_8);
        String[] fields = text.split("(?<=\\|)|(?=\\|)");
        Random random = new Random(seed);
        int at = random.nextInt(fields.length);
        if (!fields[at].equals("|") && !fields[at].contains("\r") && at > 4) {
            fields[at] = "";
        }
        List<String> before = values(Samples.read(sample.key(), sample.bytes()));
        List<String> after = values(read(sample.key(), String.join("", fields).getBytes(StandardCharsets.UTF_8)));
        // An emptied flag may take a comparator away; no digits come from nowhere.
        assertThat(before.stream().map(value -> value.replaceAll("[<>]", "")).toList())
                .containsAll(after.stream()
                        .map(value -> value.replaceAll("[<>]", ""))
                        .toList());
    }

    @Property(tries = 500)
    void anyBytes(@ForAll byte[] bytes, @ForAll("samples") Sample sample) {
        assertThat(read(sample.key(), bytes)).isNotNull();
    }

    @Property(tries = 200)
    void anyBytesInsideAMessage(
            @ForAll @Size(max = 400) byte[] noise,
            @ForAll("samples") Sample sample,
            @ForAll @IntRange(max = 5000) int at) {
        int place = at % sample.bytes().length;
        byte[] bytes = new byte[sample.bytes().length + noise.length];
        System.arraycopy(sample.bytes(), 0, bytes, 0, place);
        System.arraycopy(noise, 0, bytes, place, noise.length);
        System.arraycopy(sample.bytes(), place, bytes, place + noise.length, sample.bytes().length - place);
        assertThat(read(sample.key(), bytes)).isNotNull();
    }

    /** Specimen, test and value of every patient's result. */
    private static List<String> pairs(Reading reading) {
        return reading.reports().stream()
                .flatMap(report -> report.specimens().stream())
                .flatMap(specimen -> specimen.panels().stream()
                        .flatMap(panel -> panel.results().stream())
                        .map(result -> specimen.specimen().accession().orElse("-") + " "
                                + result.test().code() + " " + Samples.shown(result.value())))
                .toList();
    }

    /** Digits of all measurements. */
    private static List<String> values(Reading reading) {
        return reading.reports().stream()
                .flatMap(MutatedMessagesTest::panels)
                .flatMap(panel -> panel.results().stream())
                .map(TestResult::value)
                .filter(ResultValue.Measured.class::isInstance)
                .map(Samples::shown)
                .toList();
    }

    private static java.util.stream.Stream<Panel> panels(LabReport report) {
        return java.util.stream.Stream.concat(
                report.specimens().stream().flatMap(specimen -> specimen.panels().stream()),
                report.controls().stream().flatMap(control -> control.panels().stream()));
    }
}
