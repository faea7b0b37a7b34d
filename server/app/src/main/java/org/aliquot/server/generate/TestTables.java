package org.aliquot.server.generate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aliquot.server.generate.LabTest.Answer;
import org.aliquot.server.generate.LabTest.Distribution;
import org.aliquot.server.generate.LabTest.Graded;
import org.aliquot.server.generate.LabTest.Measured;
import org.aliquot.server.generate.Table.Row;

/** Reads {@code tests.tsv} and {@code grades.tsv}. */
final class TestTables {
    private static final byte[] NOTHING = {};

    private final Set<String> codes = new HashSet<>();

    private TestTables() {}

    /** The tests of each panel, numbers first. */
    static Map<String, List<LabTest>> load() {
        return new TestTables().read();
    }

    private Map<String, List<LabTest>> read() {
        Map<String, List<LabTest>> tests = new HashMap<>();
        for (Row row : Table.rows("tests.tsv")) {
            List<LabTest> earlier = of(tests, row);
            earlier.add(measured(row, earlier.stream().map(LabTest::code).toList()));
        }
        for (Row row : Table.rows("grades.tsv")) {
            of(tests, row).add(graded(row));
        }
        return tests;
    }

    private static List<LabTest> of(Map<String, List<LabTest>> tests, Row row) {
        return tests.computeIfAbsent(row.text("panel"), panel -> new ArrayList<>());
    }

    private Measured measured(Row row, List<String> earlier) {
        int digits = (int) row.real("digits");
        byte[] afterNumber = Label.unit(row.text("unit"), row.text("unit"));
        boolean womenDiffer = row.number("low_female").isPresent()
                || row.number("high_female").isPresent();
        return new Measured(
                newCode(row),
                Label.test(row),
                row.text("spoiled_by"),
                digits,
                distribution(row, earlier),
                scaled(row, "least", digits).orElse(0L),
                scaled(row, "most", digits).orElse(Long.MAX_VALUE),
                limits(row, "", digits, afterNumber),
                limits(row, womenDiffer ? "_female" : "", digits, afterNumber),
                row.text("unit"),
                afterNumber);
    }

    private static Distribution distribution(Row row, List<String> earlier) {
        return switch (row.text("shape")) {
            case "derived" -> derived(row, earlier);
            case "normal" -> drawn(row, false);
            case "log" -> drawn(row, true);
            default -> throw row.wrong("shape \"" + row.text("shape") + "\": expected normal, log or derived");
        };
    }

    private static Distribution drawn(Row row, boolean logarithmic) {
        double median = row.real("median");
        return new Distribution.Drawn(
                logarithmic,
                median,
                row.number("median_female").map(BigDecimal::doubleValue).orElse(median),
                row.real("spread"));
    }

    private static Distribution derived(Row row, List<String> earlier) {
        try {
            return new Distribution.Derived(Formula.of(row.text("formula"), earlier::indexOf));
        } catch (IllegalArgumentException e) {
            throw row.wrong(e.getMessage());
        }
    }

    private static Limits limits(Row row, String whose, int digits, byte[] unit) {
        Optional<BigDecimal> low = row.number("low" + whose);
        Optional<BigDecimal> high = row.number("high" + whose);
        return new Limits(
                scaled(row, "low" + whose, digits).orElse(Long.MIN_VALUE),
                scaled(row, "high" + whose, digits).orElse(Long.MAX_VALUE),
                scaled(row, "critical_low", digits).orElse(Long.MIN_VALUE),
                scaled(row, "critical_high", digits).orElse(Long.MAX_VALUE),
                range(low, high, new String(unit, StandardCharsets.UTF_8)));
    }

    private static byte[] range(Optional<BigDecimal> low, Optional<BigDecimal> high, String unit) {
        if (low.isEmpty() && high.isEmpty()) {
            return NOTHING;
        }
        List<String> bounds = new ArrayList<>();
        low.ifPresent(number -> bounds.add("\"low\":{\"value\":" + number.toPlainString() + unit));
        high.ifPresent(number -> bounds.add("\"high\":{\"value\":" + number.toPlainString() + unit));
        return Json.bytes(",\"referenceRange\":[{" + String.join(",", bounds) + "}]");
    }

    private static Optional<Long> scaled(Row row, String column, int digits) {
        return row.number(column).map(number -> {
            try {
                return number.setScale(digits, RoundingMode.UNNECESSARY)
                        .unscaledValue()
                        .longValueExact();
            } catch (ArithmeticException e) {
                throw row.wrong(column + " has more than " + digits + " digits");
            }
        });
    }

    private Graded graded(Row row) {
        List<Answer> answers = Arrays.stream(row.text("answers").split("; "))
                .map(text -> answer(row, text))
                .toList();
        String normal = row.text("answers").split(":", -1)[0];
        return new Graded(
                newCode(row),
                Label.test(row),
                answers,
                answers.stream().mapToInt(Answer::weight).sum(),
                Json.bytes(",\"referenceRange\":[{\"text\":" + Json.quoted(normal) + "}]"));
    }

    private static Answer answer(Row row, String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw row.wrong("answer \"" + text + "\": expected text:code:frequency");
        }
        return new Answer(Label.word(parts[1], "", parts[0]), Integer.parseInt(parts[2]));
    }

    private String newCode(Row row) {
        String code = row.text("code");
        if (!codes.add(code)) {
            throw row.wrong("there is another test " + code);
        }
        return code;
    }
}
