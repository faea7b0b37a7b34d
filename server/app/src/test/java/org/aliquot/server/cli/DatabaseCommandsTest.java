package org.aliquot.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code aliquot indexes} and {@code aliquot check} beside a server that runs. */
@WithServer
class DatabaseCommandsTest {
    private final TestServer server;

    DatabaseCommandsTest(TestServer server) {
        this.server = server;
    }

    /** Exit code and output of one run. */
    private record Run(int exitCode, String output, String errors) {
        static Run of(Object command, String... arguments) {
            StringWriter output = new StringWriter();
            StringWriter errors = new StringWriter();
            int exitCode = new CommandLine(command)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .setOut(new PrintWriter(output, true))
                    .setErr(new PrintWriter(errors, true))
                    .setExecutionExceptionHandler((e, line, parsed) -> {
                        line.getErr().println(e.getMessage());
                        return ExitCodes.of(e);
                    })
                    .execute(arguments);
            return new Run(exitCode, output.toString(), errors.toString());
        }
    }

    @Test
    void indexesAreShownWithTheirReasons() {
        Run run = Run.of(
                new IndexesCommand(), "show", "--data-dir", server.dataDir().toString());

        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(run.output())
                .containsPattern("hfj_spidx_token +aliquot_sp_token_sv .*the most frequent search")
                .contains("plan lab: in force")
                .containsPattern("plan stock: \\d+ steps away");
    }

    @Test
    void whatTheServerStoredHoldsTogether() {
        Patient patient = server.create(new Patient().setActive(true));
        Observation result = new Observation();
        result.setStatus(Observation.ObservationStatus.FINAL);
        result.getCode().setText("Potassium");
        result.setSubject(new Reference(patient.getIdElement().toUnqualifiedVersionless()));
        result.getMeta().addTag("urn:test", "routine", null);
        Observation stored = server.create(result);
        server.delete(stored.getIdElement().toUnqualifiedVersionless().getValue());

        Run run = Run.of(
                new CheckCommand(), "--quiet", "--data-dir", server.dataDir().toString());

        assertThat(run.output()).containsPattern("(\\d+) of \\1 promises hold").doesNotContain("BROKEN");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void directoryWithoutDatabaseIsExplained(@TempDir Path empty) {
        Run run = Run.of(new CheckCommand(), "--data-dir", empty.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors()).contains("no database in").contains("--data-dir");
    }
}
