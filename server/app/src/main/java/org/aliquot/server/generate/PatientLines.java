package org.aliquot.server.generate;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.aliquot.server.generate.Catalogue.Place;

/** A patient with everything the laboratory ever did for them. */
final class PatientLines {
    private static final LocalDate OLDEST = LocalDate.of(1926, 1, 1);
    private static final int AGES_IN_DAYS = 77 * 365;

    private final long seed;
    private final Catalogue catalogue;
    private final Laboratory laboratory;
    private final Pen pen;
    private final VisitLines visits;

    PatientLines(long seed, Catalogue catalogue, Laboratory laboratory, Pen pen) {
        this.seed = seed;
        this.catalogue = catalogue;
        this.laboratory = laboratory;
        this.pen = pen;
        this.visits = new VisitLines(seed, catalogue, laboratory, pen);
    }

    void write(long number) throws IOException {
        Dice dice = Dice.of(seed, number);
        Person person = new Person(
                number, Id.from(dice), dice.below(100) < 52, OLDEST.plusDays(dice.below(AGES_IN_DAYS)), dice.next());
        patient(person, dice);
        int done = 0;
        int count = 0;
        do {
            done += visits.write(person, dice, done);
        } while (++count < Frequencies.MOST_VISITS && dice.perCent(Frequencies.ANOTHER_VISIT_PER_CENT));
    }

    private void patient(Person person, Dice dice) throws IOException {
        List<String> given =
                person.female() ? catalogue.names().female() : catalogue.names().male();
        Place place = one(catalogue.names().places(), dice);
        pen.beginPerson(ResourceKind.PATIENT, person.id())
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

    private static <T> T one(List<T> list, Dice dice) {
        return list.get(dice.below(list.size()));
    }
}
