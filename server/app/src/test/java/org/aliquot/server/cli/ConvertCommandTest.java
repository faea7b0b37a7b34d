package org.aliquot.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The messages are invented, after ASTM E1394 and the family's conventions; nobody in them is a real person. */
class ConvertCommandTest {
    @TempDir
    private Path folder;

    private record Run(int exitCode, String output, String errors) {
        JsonNode bundle() {
            try {
                // Fails where there is anything beside the one Bundle.
                return new ObjectMapper()
                        .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .readTree(output);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + output, e);
            }
        }

        /** The Observation under an instrument's code. */
        JsonNode result(String code) {
            for (JsonNode entry : bundle().path("entry")) {
                for (JsonNode coding : entry.at("/resource/code/coding")) {
                    if (coding.path("code").asText().equals(code)) {
                        return entry.path("resource");
                    }
                }
            }
            throw new AssertionError("no result " + code + " in " + output);
        }
    }

    @Test
    void readableMessageIsOneBundleAndNothingElse() throws IOException {
        Run run =
                convert(message("27", "R|1|^^^^WBC^1|8.10|10*3/uL||N||F||||20240627135407"), "--zone", "Europe/Berlin");

        assertThat(run.exitCode()).isZero();
        assertThat(run.errors()).isEmpty();
        assertThat(run.bundle().path("resourceType").asText()).isEqualTo("Bundle");
        assertThat(run.output()).contains("\"value\": 8.10,");
        assertThat(run.result("WBC").path("effectiveDateTime").asText()).isEqualTo("2024-06-27T13:54:07+02:00");
    }

    @Test
    void comparatorAndDigitsAreKept() throws IOException {
        Run run =
                convert(message("27", "R|1|^^^^PLT^1|<2.0|10*3/uL||L||F||||20240627135407"), "--zone", "Europe/Berlin");

        assertThat(run.exitCode()).isZero();
        assertThat(run.result("PLT").at("/valueQuantity/comparator").asText()).isEqualTo("<");
        assertThat(run.output()).contains("\"value\": 2.0,");
    }

    @Test
    void warningsGoToStandardErrorAndAreNoFailure() throws IOException {
        Run run = convert(message("27", "R|1|^^^^NEWPARAM^1|1.5|10*3/uL||N||F||||20240627135407"), "--zone", "UTC");

        assertThat(run.exitCode()).isZero();
        assertThat(run.errors()).startsWith("warning: unmapped-code: ").contains("NEWPARAM");
        assertThat(run.bundle().path("entry").size()).isPositive();
        assertThat(run.output()).doesNotContain("warning:");
    }

    @Test
    void zoneThatWasGuessedIsNamed() throws IOException {
        Run run = convert(message("27", "R|1|^^^^WBC^1|8.10|10*3/uL||N||F||||20240627135407"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.errors()).contains("note: ", ZoneId.systemDefault().getId(), "--zone");
    }

    @Test
    void missingFileIsAFailure() {
        Run run = run(folder.resolve("absent.astm"), "--zone", "UTC");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors()).contains("absent.astm").doesNotContain("\tat ");
        assertThat(run.output()).isEmpty();
    }

    @Test
    void unknownInstrumentIsWrongUsage() throws IOException {
        Run run = execute("--instrument", "frob", file(message("27")).toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).contains("frob", "sysmex-xn", "mindray-bc");
        assertThat(run.output()).isEmpty();
    }

    @Test
    void settingThatIsNoneIsWrongUsage() throws IOException {
        String message = message("27");
        assertThat(convert(message, "--decimal-mark", "dot").exitCode()).isEqualTo(2);
        assertThat(convert(message, "--control-specimens", "QC[").exitCode()).isEqualTo(2);
        assertThat(convert(message, "--sender", "Lab(").exitCode()).isEqualTo(2);
        assertThat(convert(message, "--frame-numbering", "loose").exitCode()).isEqualTo(2);
        assertThat(convert(message, "--zone", "Mars/Base").exitCode()).isEqualTo(2);
    }

    @Test
    void unreadableMessageIsRefused() throws IOException {
        Run run = convert("This is a letter, not a message.\r", "--zone", "UTC");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors()).contains("unexpected-bytes", "no message of", "quarantine");
        assertThat(run.output()).isEmpty();
    }

    @Test
    void badTablesAreExplained() throws IOException {
        Run run = convert(
                message("27"),
                "--zone",
                "UTC",
                "--tables",
                folder.resolve("tabels").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors()).contains("tabels: no such directory").doesNotContain("\tat ");
        assertThat(run.output()).isEmpty();
    }

    @Test
    void decimalCommaIsReadWhereItIsSet() throws IOException {
        String message = message("27", "R|1|^^^^WBC^1|8,10|10*3/uL||N||F||||20240627135407");

        Run comma = convert(message, "--zone", "UTC", "--decimal-mark", "comma");

        assertThat(comma.exitCode()).isZero();
        assertThat(comma.output()).contains("\"value\": 8.10,");
        assertThat(convert(message, "--zone", "UTC").output()).doesNotContain("\"value\": 8.10,");
    }

    @Test
    void laboratorysOwnControlNumbersAreNoPatients() throws IOException {
        String message = message("KTR-1", "R|1|^^^^WBC^1|8.10|10*3/uL||N||F||||20240627135407");

        assertThat(convert(message, "--zone", "UTC").output()).contains("DiagnosticReport/");
        Run control = convert(message, "--zone", "UTC", "--control-specimens", "KTR-\\d+");
        assertThat(control.exitCode()).isZero();
        assertThat(control.output()).doesNotContain("DiagnosticReport/");
    }

    @Test
    void framesWithAWrongNumberAreJudgedAsSet() throws IOException {
        String[] records = message("27", "R|1|^^^^WBC^1|8.10|10*3/uL||N||F||||20240627135407")
                .split("\r");
        StringBuilder capture = new StringBuilder("\u0005");
        for (String record : records) {
            // Every frame has the number 1.
            capture.append(frame("1" + record + "\r\u0003"));
        }
        capture.append('\u0004');

        Run tolerant = convert(capture.toString(), "--zone", "UTC");
        assertThat(tolerant.output()).contains("\"value\": 8.10,");
        Run strict = convert(capture.toString(), "--zone", "UTC", "--frame-numbering", "strict");
        assertThat(strict.exitCode()).isEqualTo(3);
        assertThat(strict.output()).doesNotContain("\"value\": 8.10,");
    }

    private static String frame(String text) {
        int sum = text.chars().sum() & 0xff;
        return "\u0002" + text + String.format("%02X", sum) + "\r\n";
    }

    @Test
    void twoPatientsUnderOneNumberOrNoneAreAllShown() throws IOException {
        String result = "R|1|^^^^WBC^1|1.0|10*3/uL||N||F||||20240627135407";
        for (String number : List.of("27", "")) {
            String first = message(number, result).replace("P|1\r", "P|1|||MRN-1\r");
            String second = message(number, result.replace("1.0", "30.0")).replace("P|1\r", "P|1|||MRN-2\r");

            Run run = convert(first + second, "--zone", "Europe/Berlin");

            assertThat(run.output()).contains("\"value\": 1.0,").contains("\"value\": 30.0,");
        }
    }

    private static String message(String accession, String... results) {
        List<String> records = new ArrayList<>(List.of(
                "H|\\^&|||XN-20^00-24^10001^^^^AB123456||||||||E1394-97",
                "P|1",
                "O|1||^^" + accession + "^B|^^^^WBC|||||||N||||||||||||||F"));
        records.addAll(Arrays.asList(results));
        records.add("L|1|N");
        return String.join("\r", records) + "\r";
    }

    private Run convert(String message, String... options) throws IOException {
        return run(file(message), options);
    }

    private Path file(String message) throws IOException {
        return Files.writeString(folder.resolve("capture.astm"), message, StandardCharsets.UTF_8);
    }

    private static Run run(Path file, String... options) {
        return execute(Stream.concat(Stream.of("--instrument", "sysmex-xn", file.toString()), Arrays.stream(options))
                .toArray(String[]::new));
    }

    /** As the program runs it, into writers of the test's own. */
    private static Run execute(String... arguments) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int exitCode = new CommandLine(new ConvertCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println("aliquot: " + e.getMessage());
                    return ExitCodes.of(e);
                })
                .execute(arguments);
        return new Run(exitCode, output.toString(), errors.toString());
    }
}
