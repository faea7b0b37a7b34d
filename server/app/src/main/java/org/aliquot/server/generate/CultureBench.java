package org.aliquot.server.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aliquot.server.generate.Catalogue.Culture;
import org.aliquot.server.generate.Catalogue.Drug;
import org.aliquot.server.generate.Catalogue.Grower;
import org.aliquot.server.generate.Catalogue.Organism;
import org.aliquot.server.generate.Finding.Comparator;

/**
 * Grows a culture: what grew, how much of it, and which drugs stop it.
 *
 * <p>Shape: the culture holds isolates, colony counts and one panel for each isolate; a panel holds a result for each
 * drug; drugs are derived from their isolate.
 */
final class CultureBench {
    private static final byte[] ISOLATE = Label.loinc("11475-1", "Microorganism identified in Specimen by Culture");
    private static final byte[] COUNT = Label.loinc("564-5", "Colony count [#/volume] in Specimen by Visual count");
    private static final byte[] SUSCEPTIBILITIES =
            Label.loinc("50545-3", "Bacterial susceptibility panel by Minimum inhibitory concentration (MIC)");
    private static final byte[] COLONIES =
            Json.bytes(",\"unit\":\"CFU/mL\",\"system\":\"" + Urls.UCUM + "\",\"code\":\"[CFU]/mL\"}");
    private static final Finding.Word NO_GROWTH = Label.word("264868006", "No growth", "No growth");

    private final Dice dice;
    private final Map<String, List<Drug>> drugs;
    private final Status status;

    CultureBench(Dice dice, Map<String, List<Drug>> drugs) {
        this.dice = dice;
        this.drugs = drugs;
        this.status = dice.perMille(Frequencies.PRELIMINARY_CULTURES_PER_MILLE) ? Status.PRELIMINARY : Status.FINAL;
    }

    Reported grow(Culture culture) {
        List<Result> results = new ArrayList<>();
        List<Id> members = new ArrayList<>();
        Finding found = NO_GROWTH;
        if (dice.perCent(culture.growthPerCent())) {
            Organism first = organism(culture);
            found = first.word();
            isolate(culture, first, 1, results, members);
            Organism second = organism(culture);
            if (dice.perCent(Frequencies.SECOND_ISOLATE_PER_CENT) && second != first) {
                isolate(culture, second, 2, results, members);
            }
        }
        Flag flag = found == NO_GROWTH ? Flag.NORMAL : Flag.ABNORMAL;
        results.add(Result.of(Id.from(dice), "culture", culture.label(), found, status)
                .with(flag)
                .holding(members));
        return new Reported(status, results);
    }

    private void isolate(Culture culture, Organism organism, int number, List<Result> results, List<Id> members) {
        String key = "isolate-" + number;
        Result isolate =
                Result.of(Id.from(dice), key, ISOLATE, organism.word(), status).with(Flag.ABNORMAL);
        results.add(isolate);
        members.add(isolate.id());
        if (culture.counted()) {
            Result count = Result.of(Id.from(dice), key + "|count", COUNT, colonies(), status)
                    .from(isolate.id());
            results.add(count);
            members.add(count.id());
        }
        List<Result> tried = drugs.getOrDefault(organism.drugs(), List.of()).stream()
                .map(drug -> susceptibility(organism, drug, key).from(isolate.id()))
                .toList();
        results.addAll(tried);
        Result panel = Result.of(Id.from(dice), key + "|drugs", SUSCEPTIBILITIES, Finding.Panel.PANEL, status)
                .holding(tried.stream().map(Result::id).toList())
                .from(isolate.id());
        results.add(panel);
        members.add(panel.id());
    }

    private Result susceptibility(Organism organism, Drug drug, String isolate) {
        Flag flag = organism.alwaysResistant().contains(drug.loinc()) ? Flag.RESISTANT : category(drug);
        return Result.of(Id.from(dice), isolate + "|" + drug.loinc(), drug.label(), concentration(drug, flag), status)
                .with(flag);
    }

    private Flag category(Drug drug) {
        double at = dice.unit() * 100;
        if (at < drug.susceptiblePerCent()) {
            return Flag.SUSCEPTIBLE;
        }
        boolean hasMiddle = drug.resistantFrom() - drug.susceptibleTo() > 1;
        return hasMiddle && at < drug.susceptiblePerCent() + drug.intermediatePerCent()
                ? Flag.INTERMEDIATE
                : Flag.RESISTANT;
    }

    // Most isolates lie far from the breakpoints.
    private Finding.Number concentration(Drug drug, Flag flag) {
        int exponent = switch (flag) {
            case SUSCEPTIBLE -> drug.least() + skewed(drug.susceptibleTo() - drug.least());
            case INTERMEDIATE -> drug.susceptibleTo() + 1 + dice.below(drug.resistantFrom() - drug.susceptibleTo() - 1);
            default -> drug.most() - skewed(drug.most() - drug.resistantFrom());
        };
        Comparator comparator = Comparator.NONE;
        if (exponent == drug.least()) {
            comparator = Comparator.AT_MOST;
        } else if (exponent == drug.most()) {
            comparator = Comparator.AT_LEAST;
        }
        return Dilution.number(comparator, exponent);
    }

    private int skewed(int most) {
        double unit = dice.unit();
        return (int) (unit * unit * (most + 1));
    }

    private Finding.Number colonies() {
        long[] steps = {1_000, 10_000, 50_000, 100_000, 100_000, 100_000};
        int at = dice.below(steps.length + 1);
        return at == steps.length
                ? new Finding.Number(Comparator.MORE, 100_000, 0, COLONIES)
                : new Finding.Number(Comparator.NONE, steps[at], 0, COLONIES);
    }

    private Organism organism(Culture culture) {
        int at = dice.below(culture.growerWeights());
        for (Grower grower : culture.growers()) {
            at -= grower.weight();
            if (at < 0) {
                return grower.organism();
            }
        }
        throw new IllegalStateException("organisms.tsv: the frequencies do not add up");
    }
}
