package org.aliquot.terminology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** All translations together, as one laboratory uses them. Safe for use by many threads. */
public record Terminology(CodeTranslator codes, UnitTranslator units, ValueTranslator values) {
    /** Families that our own catalogue has a table of test codes for. */
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
     * @throws BadTablesException naming every row that cannot be used
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

        site.ifPresent(directory -> {
            theirs(directory, "units.tsv", UnitTables.COLUMNS, problems).ifPresent(table -> units.add(table, problems));
            theirs(directory, "flags.tsv", ValueTables.FLAGS, problems).ifPresent(values::addFlags);
            theirs(directory, "specimens.tsv", ValueTables.SPECIMENS, problems).ifPresent(values::addSpecimens);
            theirs(directory, "genders.tsv", ValueTables.GENDERS, problems)
                    .ifPresent(table -> values.addGenders(table, problems));
            theirs(directory, "panels.tsv", ValueTables.PANELS, problems).ifPresent(values::addPanels);
            for (Path file : codeFiles(directory)) {
                String name = file.getFileName().toString();
                theirs(directory, "loinc/" + name, CodeTables.COLUMNS, problems)
                        .ifPresent(table ->
                                codes.add(name.substring(0, name.length() - SUFFIX.length()), table, problems));
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

    private static Optional<Table> theirs(Path directory, String name, List<String> columns, List<String> problems) {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Table.read(file.toString(), Files.newInputStream(file), columns, problems));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }

    private static List<Path> codeFiles(Path directory) {
        Path tables = directory.resolve("loinc");
        if (!Files.isDirectory(tables)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(tables)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(tables + ": cannot be listed", e);
        }
    }
}
