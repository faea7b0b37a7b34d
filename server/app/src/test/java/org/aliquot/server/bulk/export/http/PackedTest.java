package org.aliquot.server.bulk.export.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private byte[] unpacked() throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(sent.toByteArray())).readAllBytes();
    }

    @Test
    void aFileArrivesWhole() throws IOException {
        byte[] content = new byte[200_000];
        Packed.copy(Files.write(folder.resolve("a"), content), sent);
        assertThat(unpacked()).isEqualTo(content);
    }

    @Test
    void whatBrokeOffIsNotWhole() {
        // Opened like a file, and fails with the first byte.
        assertThatThrownBy(() -> Packed.copy(folder, sent)).isInstanceOf(IOException.class);
        assertThatThrownBy(this::unpacked).isInstanceOf(EOFException.class);
    }
}
