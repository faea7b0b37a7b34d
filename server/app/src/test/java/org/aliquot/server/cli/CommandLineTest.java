package org.aliquot.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aliquot.server.Aliquot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
    @TempDir
    private Path folder;

    /** Exit code, stdout and stderr of one run. */
    private record Run(int exitCode, String output, String errors) {
        static Run of(String... arguments) {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            ByteArrayOutputStream errors = new ByteArrayOutputStream();
            PrintStream out = System.out;
            PrintStream err = System.err;
            System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
            try {
                int exitCode = Aliquot.run(arguments);
                return new Run(
                        exitCode, output.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
            } finally {
                System.setOut(out);
                System.setErr(err);
            }
        }
    }

    @Test
    void versionAndHelpAreDone() {
        assertThat(Run.of("--version")).satisfies(run -> {
            assertThat(run.exitCode()).isZero();
            assertThat(run.output()).startsWith("aliquot ");
        });
        assertThat(Run.of("serve", "--help")).satisfies(run -> {
            assertThat(run.exitCode()).isZero();
            assertThat(run.output()).contains("--data-dir", "--port", "--host", "--config");
        });
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(Run.of().exitCode()).isEqualTo(2);
        assertThat(Run.of("frob").exitCode()).isEqualTo(2);
        assertThat(Run.of("serve", "--port", "x").exitCode()).isEqualTo(2);
    }

    @Test
    void missingConfigFileIsExplainedWithoutAStackTrace() {
        Run run = Run.of("serve", "--config", folder.resolve("absent.yml").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors()).contains("absent.yml: no such file").doesNotContain("\tat ");
    }

    @Test
    void badSettingsAreExplainedWithoutAStackTrace() throws IOException {
        Path file = Files.writeString(
                folder.resolve("lab.yml"), "aliquot:\n  fhir:\n    max-page-size: lots\n    frob: 1\n");

        Run run = Run.of("serve", "--config", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors())
                .contains("aliquot.fhir.max-page-size: \"lots\" is no whole number")
                .contains("aliquot.fhir.frob: no such setting")
                .doesNotContain("\tat ");
    }

    @Test
    void badTablesAreExplainedBeforeAnythingStarts() throws IOException {
        Path data = folder.resolve("data");
        Path tables = Files.createDirectories(folder.resolve("tables"));
        Files.writeString(tables.resolve("unit.tsv"), "dialect\ttext\tucum\tnote\n");
        Files.writeString(tables.resolve("genders.tsv"), "dialect\ttext\tcode\tnote\n*\tX\tinter\t\n");
        Path file =
                Files.writeString(folder.resolve("lab.yml"), "aliquot:\n  terminology:\n    tables: " + tables + "\n");

        Run run = Run.of("serve", "--data-dir", data.toString(), "--config", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors())
                .contains("aliquot.terminology.tables: ")
                .contains("unit.tsv: no table has this name")
                .contains("genders.tsv:2: gender")
                .doesNotContain("\tat ");
        assertThat(data).doesNotExist();
    }

    @Test
    void takenPortIsExplainedBeforeAnythingStarts() throws IOException {
        Path data = folder.resolve("data");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Run run = Run.of("serve", "--data-dir", data.toString(), "--port", Integer.toString(taken.getLocalPort()));

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.errors())
                    .contains("port " + taken.getLocalPort() + " is taken")
                    .doesNotContain("\tat ");
            assertThat(data).doesNotExist();
        }
    }
}
