package org.aliquot.terminology;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** All translations together, as one laboratory uses them. Safe for use by many threads. */
public record Terminology(CodeTranslator codes, UnitTranslator units, ValueTranslator values) {
    /** Families that our own catalogue has a table of test codes for: all there are. */
    public static final List<String> DIALECTS = List.of("mindray-bc", "sysmex-xn");

    private static final String SUFFIX = ".tsv";

    public Terminology {
        Objects.requireNonNull(codes, "codes");
        Objects.requireNonNull(units, "units");
        Objects.requireNonNull(values, "values");
    }

    /** Our own catalogue alone. */
    public static Terminology seed() {
        return load(Optional.empty());
    }

    /**
     * Our own catalogue, and a laboratory's tables over it.
     *
     * @param site directory of the laboratory's tables, laid out as the package description says
     * @throws BadTablesException naming the directory where it is none, every file that is no table, and every row that
     *     cannot be used
     */
    public static Terminology load(Optional<Path> site) {
        List<String> problems = new ArrayList<>();
        Ucum ucum = new Ucum();
        UnitTables units = new UnitTables(ucum);
        CodeTables codes = new CodeTables(ucum, units);
        ValueTables values = new ValueTables();

        units.add(ours("units.tsv", UnitTables.COLUMNS, problems), problems);
        values.addFlags(ours("flags.tsv", ValueTables.FLAGS, problems));
        values.addSpecimens(ours("specimens.tsv", ValueTables.SPECIMENS, problems));
        values.addGenders(ours("genders.tsv", ValueTables.GENDERS, problems), problems);
        values.addPanels(ours("panels.tsv", ValueTables.PANELS, problems));
        for (String dialect : DIALECTS) {
            codes.add(dialect, ours("loinc/" + dialect + SUFFIX, CodeTables.COLUMNS, problems), problems);
        }

        site.map(directory -> new SiteTables(directory, problems)).ifPresent(theirs -> {
            theirs.table("units.tsv", UnitTables.COLUMNS).ifPresent(table -> units.add(table, problems));
            theirs.table("flags.tsv", ValueTables.FLAGS).ifPresent(values::addFlags);
            theirs.table("specimens.tsv", ValueTables.SPECIMENS).ifPresent(values::addSpecimens);
            theirs.table("genders.tsv", ValueTables.GENDERS).ifPresent(table -> values.addGenders(table, problems));
            theirs.table("panels.tsv", ValueTables.PANELS).ifPresent(values::addPanels);
            for (String owner : theirs.owners()) {
                theirs.codes(owner).ifPresent(table -> codes.add(owner, table, problems));
            }
        });
        if (!problems.isEmpty()) {
            throw new BadTablesException(problems);
        }
        return new Terminology(codes, units, values);
    }

    private static Table ours(String name, List<String> columns, List<String> problems) {
        InputStream in = Terminology.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("table " + name + " is missing from the class path");
        }
        return Table.read(name, in, columns, problems);
    }
}
