package org.aliquot.server.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePerTypeTest {
    @TempDir
    private Path folder;

    @Test
    void filesHoldTheLinesOfTheStream() throws IOException {
        try (FilePerType files = new FilePerType(folder, false)) {
            new Generator(1, Claims.PROFILES).patients(3, files);
        }
        List<String> lines = new ArrayList<>();
        for (ResourceKind kind : ResourceKind.values()) {
            List<String> ofKind = Files.readAllLines(folder.resolve(kind.type() + ".ndjson"));
            assertThat(ofKind).allMatch(line -> line.startsWith("{\"resourceType\":\"" + kind.type() + '"'));
            lines.addAll(ofKind);
        }

        assertThat(lines)
                .containsExactlyInAnyOrderElementsOf(Generated.patients(1, 3).lines());
    }

    @Test
    void compressedFilesHoldTheSame() throws IOException {
        try (FilePerType files = new FilePerType(folder, true)) {
            new Generator(1, Claims.PROFILES).patients(3, files);
        }
        try (InputStream patients = new GZIPInputStream(Files.newInputStream(folder.resolve("Patient.ndjson.gz")))) {
            assertThat(new String(patients.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .hasSize(3);
        }
    }

    @Test
    void whatIsThereIsNotOverwritten() throws IOException {
        Path mine = Files.writeString(folder.resolve("Patient.ndjson"), "mine");

        assertThatThrownBy(() -> new FilePerType(folder, false)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(mine).hasContent("mine");
    }
}
