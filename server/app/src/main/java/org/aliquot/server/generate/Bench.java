package org.aliquot.server.generate;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aliquot.server.generate.Catalogue.Panel;
import org.aliquot.server.generate.Catalogue.Tube;
import org.aliquot.server.generate.Finding.Absent;
import org.aliquot.server.generate.Finding.Comparator;
import org.aliquot.server.generate.LabTest.Answer;
import org.aliquot.server.generate.LabTest.Distribution;
import org.aliquot.server.generate.LabTest.Graded;
import org.aliquot.server.generate.LabTest.Measured;

/** Measures a tube: numbers around what is usual for the patient, judged by their limits, now and then spoiled. */
final class Bench {
    // A patient's own level explains more of a result than the day does.
    private static final double SHARE_OF_PERSON = 0.78;
    private static final double SHARE_OF_DAY = 0.62;
    private static final double ILLNESS = 2.1;
    private static final byte[] NO_RANGE = {};
    private static final String TELEPHONED = Json.quoted("Critical value, telephoned and read back.");

    private final Dice dice;
    private final Person person;
    private final boolean ill;
    private final String condition;
    private final boolean verified;

    /**
     * For one tube.
     *
     * @param condition what is wrong with it; empty: nothing
     */
    Bench(Dice dice, Person person, boolean ill, String condition) {
        this.dice = dice;
        this.person = person;
        this.ill = ill;
        this.condition = condition;
        this.verified = !dice.perMille(Frequencies.PRELIMINARY_PER_MILLE);
    }

    Reported measure(Tube tube) {
        List<Result> results = new ArrayList<>();
        Set<Status> statuses = EnumSet.noneOf(Status.class);
        for (Panel panel : tube.panels()) {
            if (dice.perCent(panel.perCent())) {
                measure(panel, results).forEach(result -> statuses.add(result.status()));
            }
        }
        if (results.isEmpty()) {
            measure(tube.panels().get(0), results).forEach(result -> statuses.add(result.status()));
        }
        return new Reported(Status.ofAll(statuses), results);
    }

    private List<Result> measure(Panel panel, List<Result> into) {
        List<Result> results = new ArrayList<>(panel.tests().size() + 1);
        double[] values = new double[panel.tests().size()];
        for (int i = 0; i < panel.tests().size(); i++) {
            LabTest test = panel.tests().get(i);
            if (test instanceof Measured measured) {
                results.add(measure(measured, values, results));
            } else if (test instanceof Graded graded) {
                results.add(grade(graded));
            }
        }
        if (panel.isHeldTogether()) {
            Set<Status> statuses = EnumSet.noneOf(Status.class);
            results.forEach(result -> statuses.add(result.status()));
            results.add(
                    Result.of(Id.from(dice), panel.key(), panel.label(), Finding.Panel.PANEL, Status.ofAll(statuses))
                            .holding(results.stream().map(Result::id).toList()));
        }
        into.addAll(results);
        return results;
    }

    private Result measure(Measured test, double[] values, List<Result> earlier) {
        Finding finding = find(test, values, earlier);
        values[earlier.size()] = finding instanceof Finding.Number number ? scaledDown(number) : Double.NaN;
        if (finding instanceof Finding.Number number) {
            Limits limits = test.limits(person.female());
            Optional<Flag> flag = limits.json().length == 0 ? Optional.empty() : Optional.of(limits.judge(number));
            Status status = status();
            String note = status == Status.CORRECTED
                    ? firstReported(test)
                    : flag.filter(Flag::isCritical).map(critical -> TELEPHONED).orElse("");
            return result(test, finding, flag, status, note, limits.json());
        }
        return absent(test, (Absent) finding);
    }

    private Finding find(Measured test, double[] values, List<Result> earlier) {
        if (isSpoiled(test) || dice.perMille(Frequencies.CANCELLED_PER_MILLE)) {
            return Absent.NOT_PERFORMED;
        }
        if (dice.perMille(Frequencies.FAILED_PER_MILLE)) {
            return Absent.FAILED;
        }
        if (test.distribution() instanceof Distribution.Derived derived) {
            return canBeCalculated(derived.formula(), earlier)
                    ? number(test, derived.formula().of(values))
                    : Absent.NOT_CALCULABLE;
        }
        return number(test, draw(test));
    }

    private double draw(Measured test) {
        Distribution.Drawn drawn = (Distribution.Drawn) test.distribution();
        double day = dice.gaussian() * SHARE_OF_DAY * (ill ? ILLNESS : 1);
        return drawn.at(person.usual(test.code()) * SHARE_OF_PERSON + day, person.female());
    }

    private static Finding.Number number(Measured test, double value) {
        long unscaled = Math.max(0, Math.round(value * powerOfTen(test.digits())));
        Comparator comparator = Comparator.NONE;
        if (unscaled < test.least()) {
            comparator = Comparator.LESS;
        } else if (unscaled > test.most()) {
            comparator = Comparator.MORE;
        }
        return new Finding.Number(
                comparator, Math.min(test.most(), Math.max(test.least(), unscaled)), test.digits(), test.unit());
    }

    // Neither from nothing, nor from "less than".
    private static boolean canBeCalculated(Formula formula, List<Result> earlier) {
        for (int i = 0; i < earlier.size(); i++) {
            boolean isExact = earlier.get(i).finding() instanceof Finding.Number number && number.isExact();
            if (!isExact && formula.needs(i)) {
                return false;
            }
        }
        return true;
    }

    private Result grade(Graded test) {
        if (dice.perMille(Frequencies.CANCELLED_PER_MILLE)) {
            return absent(test, Absent.NOT_PERFORMED);
        }
        int at = dice.below(test.weights());
        for (Answer answer : test.answers()) {
            at -= answer.weight();
            if (at < 0) {
                Flag flag = answer == test.answers().get(0) ? Flag.NORMAL : Flag.ABNORMAL;
                return result(test, answer.word(), Optional.of(flag), status(), "", test.range());
            }
        }
        throw new IllegalStateException(test.code() + ": the answers' frequencies do not add up");
    }

    private Result absent(LabTest test, Absent reason) {
        Status status = reason == Absent.NOT_PERFORMED ? Status.CANCELLED : status();
        String note = "";
        if (isSpoiled(test)) {
            note = Json.quoted(
                    "Cancelled: specimen " + Conditions.display(condition).toLowerCase(java.util.Locale.ROOT) + ".");
        }
        return result(test, reason, Optional.empty(), status, note, NO_RANGE);
    }

    private Result result(
            LabTest test, Finding finding, Optional<Flag> flag, Status status, String note, byte[] range) {
        return new Result(
                Id.from(dice),
                test.code(),
                test.label(),
                finding,
                flag,
                status,
                note,
                range,
                List.of(),
                Optional.empty());
    }

    private boolean isSpoiled(LabTest test) {
        return !condition.isEmpty() && test.spoiledBy().equals(condition);
    }

    private Status status() {
        if (!verified) {
            return Status.PRELIMINARY;
        }
        return dice.perMille(Frequencies.CORRECTED_PER_MILLE) ? Status.CORRECTED : Status.FINAL;
    }

    private String firstReported(Measured test) {
        if (test.distribution() instanceof Distribution.Derived) {
            return Json.quoted("Corrected: recalculated.");
        }
        Finding.Number before = number(test, draw(test));
        return "\"Corrected; first reported as " + new JsonLine().decimal(before.unscaled(), before.digits()) + " "
                + test.unitText() + ".\"";
    }

    private static double scaledDown(Finding.Number number) {
        return number.unscaled() / powerOfTen(number.digits());
    }

    private static double powerOfTen(int digits) {
        double power = 1;
        for (int i = 0; i < digits; i++) {
            power *= 10;
        }
        return power;
    }
}
