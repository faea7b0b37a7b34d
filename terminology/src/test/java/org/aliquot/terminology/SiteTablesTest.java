package org.aliquot.terminology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTablesTest {
    private static final String UNITS = "dialect\ttext\tucum\tnote\n";

    @TempDir
    Path site;

    private List<String> problemsIn(Path directory) {
        return catchThrowableOfType(BadTablesException.class, () -> Terminology.load(Optional.of(directory)))
                .problems();
    }

    @Test
    void directoryThatIsNotThereIsNamed() {
        assertThat(problemsIn(site.resolve("tabels")))
                .singleElement()
                .asString()
                .contains("tabels: no such directory");
    }

    @Test
    void fileInPlaceOfTheDirectoryIsNamed() throws IOException {
        Path file = Files.writeString(site.resolve("units.tsv"), UNITS);
        assertThat(problemsIn(file)).singleElement().asString().contains("units.tsv: no such directory");
    }

    @Test
    void everyNameThatIsNoTablesIsAProblem() throws IOException {
        Files.createDirectories(site.resolve("loinc"));
        Files.writeString(site.resolve("unit.tsv"), UNITS);
        Files.writeString(site.resolve("units.tsv.txt"), UNITS);
        Files.writeString(site.resolve("sysmex-xn.tsv"), UNITS);
        Files.writeString(site.resolve("loinc/sysmexxn.tsv"), UNITS);
        Files.writeString(site.resolve("loinc/sysmex-xn@.tsv"), UNITS);
        Files.writeString(site.resolve("loinc/mindray-bc.csv"), UNITS);
        assertThat(problemsIn(site))
                .hasSize(6)
                .anyMatch(problem -> problem.contains("unit.tsv: no table has this name; expected one of [flags.tsv"))
                .anyMatch(problem -> problem.contains("units.tsv.txt"))
                .anyMatch(problem -> problem.contains("sysmex-xn.tsv: no table has this name; expected one of"))
                .anyMatch(problem -> problem.contains("sysmexxn.tsv") && problem.contains("[mindray-bc, sysmex-xn]"))
                .anyMatch(problem -> problem.contains("sysmex-xn@.tsv"))
                .anyMatch(problem -> problem.contains("mindray-bc.csv"));
    }

    @Test
    void dotFilesAreNobodysTables() throws IOException {
        Files.writeString(site.resolve(".units.tsv.swp"), "not a table");
        Files.createDirectories(site.resolve("..data"));
        assertThatCode(() -> Terminology.load(Optional.of(site))).doesNotThrowAnyException();
    }

    @Test
    void tableInAnotherCharacterSetIsAProblem() throws IOException {
        Files.write(site.resolve("units.tsv"), (UNITS + "*\t\u00b5l\tuL\t\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(problemsIn(site)).singleElement().asString().contains("units.tsv: not UTF-8");
    }
}
