package org.aliquot.server.generate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aliquot.server.generate.Catalogue.Tube;

/** The house: the laboratory itself, its physicians and its analyzers. */
final class Laboratory {
    private static final int PHYSICIANS = 40;
    private static final int PATHOLOGISTS = 6;
    private static final String MICROBIOLOGY = "Microbiology bench";

    private final Catalogue catalogue;
    private final Dice dice;
    private final Id organization;
    private final List<Id> physicians = new ArrayList<>();
    private final List<Id> pathologists = new ArrayList<>();
    private final Map<String, Id> analyzers = new LinkedHashMap<>();

    Laboratory(long seed, Catalogue catalogue) {
        this.catalogue = catalogue;
        this.dice = Dice.of(seed, -1);
        this.organization = Id.from(dice);
        ids(physicians, PHYSICIANS);
        ids(pathologists, PATHOLOGISTS);
        for (Tube tube : catalogue.tubes()) {
            analyzers.put(tube.analyzer(), Id.from(dice));
        }
        analyzers.put(MICROBIOLOGY, Id.from(dice));
    }

    Id organization() {
        return organization;
    }

    Id physician(Dice whose) {
        return physicians.get(whose.below(physicians.size()));
    }

    Id pathologist(Dice whose) {
        return pathologists.get(whose.below(pathologists.size()));
    }

    Id analyzer(Tube tube) {
        return device(tube.analyzer());
    }

    Id microbiology() {
        return device(MICROBIOLOGY);
    }

    void write(Pen pen) throws IOException {
        pen.begin(ResourceKind.ORGANIZATION, organization)
                .add(",\"active\":true,\"type\":[")
                .add(Json.concept(
                        "http://terminology.hl7.org/CodeSystem/organization-type", "prov", "Healthcare Provider"))
                .add("],\"name\":\"Synthetic Central Laboratory\"");
        pen.end();
        int number = 0;
        for (Id id : physicians) {
            practitioner(pen, id, ++number);
        }
        for (Id id : pathologists) {
            practitioner(pen, id, ++number);
        }
        int serial = 10_001;
        for (Map.Entry<String, Id> analyzer : analyzers.entrySet()) {
            device(pen, analyzer.getValue(), analyzer.getKey(), serial++);
        }
    }

    private void practitioner(Pen pen, Id id, int number) throws IOException {
        boolean female = dice.below(2) == 0;
        List<String> given =
                female ? catalogue.names().female() : catalogue.names().male();
        pen.beginPerson(ResourceKind.PRACTITIONER, id)
                .add(",\"identifier\":[{\"system\":\"" + Urls.STAFF_NUMBER + "\",\"value\":\"")
                .padded(number, 4)
                .add("\"}],\"active\":true,\"name\":[{\"family\":")
                .add(catalogue
                        .names()
                        .family()
                        .get(dice.below(catalogue.names().family().size())))
                .add(",\"given\":[")
                .add(given.get(dice.below(given.size())))
                .add("],\"prefix\":[\"Dr\"]}]");
        pen.end();
    }

    private static void device(Pen pen, Id id, String name, int serial) throws IOException {
        pen.begin(ResourceKind.DEVICE, id, "aliquot-analyzer-device")
                .add(",\"identifier\":[{\"value\":\"bench-")
                .add(serial)
                .add("\"}],\"status\":\"active\",\"manufacturer\":\"Synthetic Instruments\",\"serialNumber\":\"")
                .add(serial)
                .add("\",\"deviceName\":[{\"name\":")
                .add(Json.quoted(name))
                .add(",\"type\":\"user-friendly-name\"}],\"type\":{\"text\":")
                .add(Json.quoted(name))
                .add("}");
        pen.end();
    }

    private Id device(String name) {
        return Objects.requireNonNull(analyzers.get(name), name);
    }

    private void ids(List<Id> into, int count) {
        for (int i = 0; i < count; i++) {
            into.add(Id.from(dice));
        }
    }
}
