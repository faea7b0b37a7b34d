package org.aliquot.server.generate;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.server.generate.Catalogue.Culture;
import org.aliquot.server.generate.Catalogue.Place;
import org.aliquot.server.generate.Catalogue.Tube;

/** A patient with everything the laboratory ever did for them. */
final class PatientLines {
    private static final LocalDate OLDEST = LocalDate.of(1926, 1, 1);
    private static final int AGES_IN_DAYS = 77 * 365;
    private static final int MINUTE = 60;
    // More than any patient has, so that numbers never meet.
    private static final long ORDERS_OF_A_PATIENT = 100;

    private final long seed;
    private final Catalogue catalogue;
    private final Laboratory laboratory;
    private final Pen pen;
    private final OrderLines orders;
    private final ObservationLines observations;

    PatientLines(long seed, Catalogue catalogue, Laboratory laboratory, Pen pen) {
        this.seed = seed;
        this.catalogue = catalogue;
        this.laboratory = laboratory;
        this.pen = pen;
        this.orders = new OrderLines(seed, pen, laboratory.organization());
        this.observations = new ObservationLines(pen, orders);
    }

    void write(long number) throws IOException {
        Dice dice = Dice.of(seed, number);
        Person person = new Person(
                number, Id.from(dice), dice.below(100) < 52, OLDEST.plusDays(dice.below(AGES_IN_DAYS)), dice.next());
        patient(person, dice);
        int done = 0;
        int visits = 0;
        do {
            done += visit(person, dice, done);
        } while (++visits < Frequencies.MOST_VISITS && dice.perCent(Frequencies.ANOTHER_VISIT_PER_CENT));
    }

    private void patient(Person person, Dice dice) throws IOException {
        List<String> given =
                person.female() ? catalogue.names().female() : catalogue.names().male();
        Place place = one(catalogue.names().places(), dice);
        pen.begin(ResourceKind.PATIENT, person.id())
                .add(",\"identifier\":[{\"type\":")
                .add(Json.concept(Urls.IDENTIFIER_TYPES, "MR", "Medical record number"))
                .add(",\"system\":\"" + Urls.RECORD_NUMBER + "\",\"value\":\"")
                .add(seed)
                .add("-")
                .padded(person.number(), 8)
                .add("\"}],\"active\":true,\"name\":[{\"use\":\"official\",\"family\":")
                .add(one(catalogue.names().family(), dice))
                .add(",\"given\":[")
                .add(one(given, dice))
                .add("]}],\"gender\":\"")
                .add(person.female() ? "female" : "male")
                .add("\",\"birthDate\":\"")
                .add(person.birth().toString())
                .add("\",\"address\":[{\"use\":\"home\",\"line\":[\"")
                .add(1 + dice.below(140))
                .add(" Example Street\"],\"city\":")
                .add(place.name())
                .add(",\"postalCode\":")
                .add(place.postalCode())
                .add("}],\"generalPractitioner\":[{\"reference\":\"Practitioner/")
                .add(laboratory.physician(dice))
                .add("\"}],\"managingOrganization\":{\"reference\":\"Organization/")
                .add(laboratory.organization())
                .add("\"}");
        pen.end();
    }

    /** One day's tubes, signed together. */
    private int visit(Person person, Dice dice, int done) throws IOException {
        LocalDate day = LabTime.FIRST_DAY.plusDays(dice.below(LabTime.DAYS));
        // Wards draw blood in the morning.
        long ordered = LabTime.at(day, 6 * 60 * MINUTE + dice.below(4 * 60 * MINUTE) + dice.below(6 * 60 * MINUTE));
        boolean ill = dice.perCent(Frequencies.ILL_PER_CENT);
        Id requester = laboratory.physician(dice);
        Id pathologist = laboratory.pathologist(dice);
        List<Id> reports = new ArrayList<>();
        long signed = 0;
        int tubes = 0;
        for (Tube tube : catalogue.tubes()) {
            boolean isLastChance = tubes == 0
                    && tube == catalogue.tubes().get(catalogue.tubes().size() - 1);
            if (dice.perCent(tube.perCent()) || isLastChance) {
                Order order = order(person, tube, requester, dice, ordered, done + tubes++);
                reports.add(report(
                        order, new Bench(dice, person, ill, order.condition()).measure(tube), pathologist, dice));
                signed = Math.max(signed, order.resulted());
            }
        }
        if (dice.perCent(Frequencies.CULTURES_PER_CENT)) {
            Culture culture = culture(dice);
            Order order = order(person, culture, requester, dice, ordered, done + tubes++);
            reports.add(report(order, new CultureBench(dice, catalogue.drugs()).grow(culture), pathologist, dice));
            signed = Math.max(signed, order.resulted());
        }
        provenance(Id.from(dice), reports, pathologist, signed);
        return tubes;
    }

    private Order order(Person person, Tube tube, Id requester, Dice dice, long ordered, int done) {
        boolean spoiled = dice.perMille(tube.spoiledPerMille());
        return order(
                person,
                laboratory.analyzer(tube),
                requester,
                tube.label(),
                tube.specimenType(),
                spoiled ? tube.spoilsBy() : "",
                dice,
                ordered,
                done,
                20 + dice.below(120));
    }

    private Order order(Person person, Culture culture, Id requester, Dice dice, long ordered, int done) {
        return order(
                person,
                laboratory.microbiology(),
                requester,
                culture.label(),
                culture.specimenType(),
                "",
                dice,
                ordered,
                done,
                (24 + dice.below(72)) * 60);
    }

    private Order order(
            Person person,
            Id device,
            Id requester,
            byte[] label,
            byte[] specimenType,
            String condition,
            Dice dice,
            long ordered,
            int done,
            int minutesToResult) {
        long collected = ordered + (5L + dice.below(50)) * MINUTE;
        long received = collected + (8L + dice.below(45)) * MINUTE + dice.below(MINUTE);
        return new Order(
                person,
                Id.from(dice),
                Id.from(dice),
                device,
                requester,
                person.number() * ORDERS_OF_A_PATIENT + done,
                label,
                specimenType,
                condition,
                ordered,
                collected,
                received,
                received + (long) minutesToResult * MINUTE + dice.below(MINUTE));
    }

    private Id report(Order order, Reported reported, Id pathologist, Dice dice) throws IOException {
        orders.request(order, reported.status(), priority(dice));
        orders.specimen(order);
        observations.write(order, reported.results());
        Id report = Id.from(dice);
        orders.report(order, report, reported.status(), pathologist, reported.ids());
        return report;
    }

    private void provenance(Id id, List<Id> reports, Id pathologist, long at) throws IOException {
        JsonLine line = pen.begin(ResourceKind.PROVENANCE, id).add(",\"target\":[");
        String comma = "";
        for (Id report : reports) {
            line.add(comma)
                    .add("{\"reference\":\"DiagnosticReport/")
                    .add(report)
                    .add("\"}");
            comma = ",";
        }
        line.add("],\"recorded\":\"");
        LabTime.write(at, line)
                .add("\",\"agent\":[{\"type\":")
                .add(Json.concept(
                        "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "verifier", "Verifier"))
                .add(",\"who\":{\"reference\":\"Practitioner/")
                .add(pathologist)
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

    private static <T> T one(List<T> list, Dice dice) {
        return list.get(dice.below(list.size()));
    }
}
