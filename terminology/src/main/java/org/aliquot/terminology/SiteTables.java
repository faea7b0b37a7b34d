package org.aliquot.terminology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A laboratory's directory of tables. A name that is none of a table's is a problem and not passed over: a row in
 * {@code unit.tsv} that nobody reads looks to the technician like a row in force.
 */
final class SiteTables {
    private static final String SUFFIX = ".tsv";
    private static final String CODES = "loinc";
    private static final Set<String> TABLES =
            new TreeSet<>(List.of("flags.tsv", "genders.tsv", "panels.tsv", "specimens.tsv", "units.tsv"));

    private final Path directory;
    private final List<String> problems;

    SiteTables(Path directory, List<String> problems) {
        this.directory = directory;
        this.problems = problems;
        if (!Files.isDirectory(directory)) {
            problems.add(directory.toAbsolutePath() + ": no such directory; expected the laboratory's tables there");
            return;
        }
        for (Path entry : entries(directory)) {
            boolean isCodes = name(entry).equals(CODES) && Files.isDirectory(entry);
            if (!isCodes && !TABLES.contains(name(entry))) {
                problems.add(
                        entry + ": no table has this name; expected one of " + TABLES + ", or the directory " + CODES);
            }
        }
    }

    /** One table, where the laboratory has it. */
    Optional<Table> table(String name, List<String> columns) {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Table.read(file.toString(), Files.newInputStream(file), columns, problems));
        } catch (IOException e) {
            problems.add(file + ": cannot be read: " + e);
            return Optional.empty();
        }
    }

    /** Whose test codes there are tables of: families, and devices of them ({@code sysmex-xn@bench-2}). */
    List<String> owners() {
        Path codes = directory.resolve(CODES);
        if (!Files.isDirectory(codes)) {
            return List.of();
        }
        return entries(codes).stream()
                .map(this::owner)
                .flatMap(Optional::stream)
                .toList();
    }

    /** A table of test codes. */
    Optional<Table> codes(String owner) {
        return table(CODES + "/" + owner + SUFFIX, CodeTables.COLUMNS);
    }

    private Optional<String> owner(Path file) {
        String name = name(file);
        String owner = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : "";
        if (!Terminology.DIALECTS.contains(owner.split("@", 2)[0]) || owner.endsWith("@")) {
            problems.add(file + ": no table has this name; expected FAMILY.tsv or FAMILY@DEVICE.tsv, with one of the"
                    + " families " + Terminology.DIALECTS);
            return Optional.empty();
        }
        return Optional.of(owner);
    }

    // Files with a dot before their name are a volume's or an editor's own.
    private List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !name(entry).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            problems.add(folder + ": cannot be listed: " + e);
            return List.of();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
