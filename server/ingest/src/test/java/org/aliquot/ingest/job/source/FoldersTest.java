package org.aliquot.ingest.job.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    private Path folder;

    @Test
    void typesThatOthersReferToComeFirstByNameOrByFirstLine() throws IOException {
        file("Observation.000.ndjson", "");
        file("a.ndjson", "{\"resourceType\":\"Patient\"}\n");
        file("Organization.ndjson.gz", "");
        file("more/1-Specimen.jsonl", "");
        file("notes.txt", "");
        file("z.ndjson", "nothing known");

        assertThat(Folders.files(List.of(folder)))
                .extracting(file -> folder.relativize(file).toString())
                .containsExactly(
                        "Organization.ndjson.gz",
                        "a.ndjson",
                        "more/1-Specimen.jsonl",
                        "Observation.000.ndjson",
                        "z.ndjson");
    }

    @Test
    void aFileThatIsNamedIsTakenWhateverItsNameAndOnce() throws IOException {
        Path file = file("data.txt", "{}");

        assertThat(Folders.files(List.of(file, file))).containsExactly(file);
    }

    @Test
    void aPathThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> Folders.files(List.of(folder.resolve("none"))))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("none: no such file or folder");
    }

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
