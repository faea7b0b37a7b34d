package org.aliquot.server.generate;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.server.generate.Catalogue.Culture;
import org.aliquot.server.generate.Catalogue.Tube;

/** One day of a patient's in the laboratory: tubes and cultures, their results, and who signed for them. */
final class VisitLines {
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;
    // More than any patient has, so that numbers never meet.
    private static final long ORDERS_OF_A_PATIENT = 100;

    private final Catalogue catalogue;
    private final Laboratory laboratory;
    private final Pen pen;
    private final OrderLines orders;
    private final ObservationLines observations;

    VisitLines(long seed, Catalogue catalogue, Laboratory laboratory, Pen pen) {
        this.catalogue = catalogue;
        this.laboratory = laboratory;
        this.pen = pen;
        this.orders = new OrderLines(seed, pen, laboratory.organization());
        this.observations = new ObservationLines(pen, orders);
    }

    /**
     * A visit on its way.
     *
     * @param ordered seconds of the epoch
     * @param reports written so far
     */
    private record Visit(
            Person person, Dice dice, boolean ill, Id requester, Id pathologist, long ordered, List<Id> reports) {}

    /** What is drawn, before it is known when. */
    private record Drawn(Id device, byte[] label, byte[] specimenType, String condition, int minutesToResult) {}

    /**
     * Writes one visit.
     *
     * @param before orders of this patient so far
     * @return orders of this visit
     */
    int write(Person person, Dice dice, int before) throws IOException {
        LocalDate day = LabTime.FIRST_DAY.plusDays(dice.below(LabTime.DAYS));
        // Wards draw blood in the morning.
        long ordered = LabTime.at(day, 6 * HOUR + dice.below(4 * HOUR) + dice.below(6 * HOUR));
        Visit visit = new Visit(
                person,
                dice,
                dice.perCent(Frequencies.ILL_PER_CENT),
                laboratory.physician(dice),
                laboratory.pathologist(dice),
                ordered,
                new ArrayList<>());
        long signed = 0;
        for (Tube tube : catalogue.tubes()) {
            // A visit without a tube is none.
            boolean isLastChance = visit.reports().isEmpty()
                    && tube == catalogue.tubes().get(catalogue.tubes().size() - 1);
            if (dice.perCent(tube.perCent()) || isLastChance) {
                Order order = order(visit, drawn(tube, dice), before);
                report(visit, order, new Bench(dice, person, visit.ill(), order.condition()).measure(tube));
                signed = Math.max(signed, order.resulted());
            }
        }
        if (dice.perCent(Frequencies.CULTURES_PER_CENT)) {
            Culture culture = culture(dice);
            Order order = order(visit, drawn(culture, dice), before);
            report(visit, order, new CultureBench(dice, catalogue.drugs()).grow(culture));
            signed = Math.max(signed, order.resulted());
        }
        provenance(visit, signed);
        return visit.reports().size();
    }

    private Drawn drawn(Tube tube, Dice dice) {
        String condition = dice.perMille(tube.spoiledPerMille()) ? tube.spoilsBy() : "";
        return new Drawn(laboratory.analyzer(tube), tube.label(), tube.specimenType(), condition, 20 + dice.below(120));
    }

    // Cultures grow for one to four days.
    private Drawn drawn(Culture culture, Dice dice) {
        return new Drawn(
                laboratory.microbiology(), culture.label(), culture.specimenType(), "", (24 + dice.below(72)) * 60);
    }

    private static Order order(Visit visit, Drawn drawn, int before) {
        Dice dice = visit.dice();
        long collected = visit.ordered() + (5L + dice.below(50)) * MINUTE;
        long received = collected + (8L + dice.below(45)) * MINUTE + dice.below(MINUTE);
        return new Order(
                visit.person(),
                Id.from(dice),
                Id.from(dice),
                drawn.device(),
                visit.requester(),
                visit.person().number() * ORDERS_OF_A_PATIENT
                        + before
                        + visit.reports().size(),
                drawn.label(),
                drawn.specimenType(),
                drawn.condition(),
                visit.ordered(),
                collected,
                received,
                received + (long) drawn.minutesToResult() * MINUTE + dice.below(MINUTE));
    }

    private void report(Visit visit, Order order, Reported reported) throws IOException {
        orders.request(order, reported.status(), priority(visit.dice()));
        orders.specimen(order);
        observations.write(order, reported.results());
        Id report = Id.from(visit.dice());
        orders.report(order, report, reported.status(), visit.pathologist(), reported.ids());
        visit.reports().add(report);
    }

    private void provenance(Visit visit, long signed) throws IOException {
        JsonLine line =
                pen.begin(ResourceKind.PROVENANCE, Id.from(visit.dice())).add(",\"target\":[");
        String comma = "";
        for (Id report : visit.reports()) {
            line.add(comma)
                    .add("{\"reference\":\"DiagnosticReport/")
                    .add(report)
                    .add("\"}");
            comma = ",";
        }
        line.add("],\"recorded\":\"");
        LabTime.write(signed, line)
                .add("\",\"agent\":[{\"type\":")
                .add(Json.concept(
                        "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "verifier", "Verifier"))
                .add(",\"who\":{\"reference\":\"Practitioner/")
                .add(visit.pathologist())
                .add("\"},\"onBehalfOf\":{\"reference\":\"Organization/")
                .add(laboratory.organization())
                .add("\"}}]");
        pen.end();
    }

    private static String priority(Dice dice) {
        double at = dice.unit() * 100;
        if (at < Frequencies.STAT_PER_CENT) {
            return "stat";
        }
        return at < Frequencies.STAT_PER_CENT + Frequencies.URGENT_PER_CENT ? "urgent" : "routine";
    }

    private Culture culture(Dice dice) {
        int at = dice.below(
                catalogue.cultures().stream().mapToInt(Culture::weight).sum());
        for (Culture culture : catalogue.cultures()) {
            at -= culture.weight();
            if (at < 0) {
                return culture;
            }
        }
        throw new IllegalStateException("cultures.tsv: the weights do not add up");
    }
}
