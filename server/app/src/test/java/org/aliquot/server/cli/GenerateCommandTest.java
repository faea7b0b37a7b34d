package org.aliquot.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GenerateCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter errors = new StringWriter();

    @Test
    void writesAFileForEachTypeAndSaysHowMany() {
        assertThat(run(
                        "--patients",
                        "2",
                        "--seed",
                        "5",
                        "--out",
                        folder.resolve("new").toString()))
                .isZero();

        assertThat(folder.resolve("new/Patient.ndjson")).exists().content().hasLineCount(2);
        assertThat(errors.toString()).contains(" resources, ").contains(" a second)");
    }

    @Test
    void extentIsRequiredAndEitherOr() {
        assertThat(run("--out", folder.toString())).isEqualTo(2);
        assertThat(run("--patients", "1", "--resources", "1", "--out", folder.toString()))
                .isEqualTo(2);
        assertThat(run("--patients", "-1", "--out", folder.toString())).isEqualTo(2);
    }

    @Test
    void gzipIsForFiles() {
        assertThat(run("--patients", "1", "--gzip")).isEqualTo(2);
        assertThat(errors.toString()).contains("--out DIR");
    }

    @Test
    void whatIsThereIsNamedAndKept() throws Exception {
        Path mine = Files.writeString(folder.resolve("Device.ndjson"), "mine");

        assertThat(run("--patients", "1", "--out", folder.toString())).isEqualTo(1);
        assertThat(errors.toString()).contains("Device.ndjson is there already");
        assertThat(mine).hasContent("mine");
    }

    private int run(String... arguments) {
        return new CommandLine(new GenerateCommand())
                .setErr(new PrintWriter(errors, true))
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println(e.getMessage());
                    return ExitCodes.of(e);
                })
                .execute(arguments);
    }
}
