package org.aliquot.server.generate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aliquot.server.generate.Catalogue.Culture;
import org.aliquot.server.generate.Catalogue.Drug;
import org.aliquot.server.generate.Catalogue.Grower;
import org.aliquot.server.generate.Catalogue.Organism;
import org.aliquot.server.generate.Table.Row;

/** Reads {@code cultures.tsv}, {@code organisms.tsv} and {@code drugs.tsv}. */
final class CultureTables {
    private CultureTables() {}

    static List<Culture> cultures() {
        return Table.rows("cultures.tsv").stream().map(CultureTables::culture).toList();
    }

    private static Culture culture(Row row) {
        List<Grower> growers = Table.rows("organisms.tsv").stream()
                .map(organism -> new Grower(organism(organism), (int) organism.real(row.text("culture"))))
                .toList();
        return new Culture(
                Label.loinc(row.text("loinc"), row.text("display")),
                Label.specimenType(row),
                (int) row.real("weight"),
                row.real("growth_per_cent"),
                row.text("counted").equals("yes"),
                growers,
                growers.stream().mapToInt(Grower::weight).sum());
    }

    private static Organism organism(Row row) {
        return new Organism(
                Label.word(row.text("snomed"), row.text("organism"), row.text("organism")),
                row.text("drugs"),
                List.of(row.text("always_resistant").split(" ")));
    }

    static Map<String, List<Drug>> drugs() {
        Map<String, List<Drug>> drugs = new HashMap<>();
        for (Row row : Table.rows("drugs.tsv")) {
            drugs.computeIfAbsent(row.text("group"), group -> new ArrayList<>()).add(drug(row));
        }
        return drugs;
    }

    private static Drug drug(Row row) {
        String name = row.text("drug");
        return new Drug(
                row.text("loinc"),
                Label.loinc(
                        row.text("loinc"), name + " [Susceptibility] by Minimum inhibitory concentration (MIC)", name),
                Dilution.exponent(row, "least"),
                Dilution.exponent(row, "susceptible_to"),
                Dilution.exponent(row, "resistant_from"),
                Dilution.exponent(row, "most"),
                row.real("susceptible_per_cent"),
                row.real("intermediate_per_cent"));
    }
}
