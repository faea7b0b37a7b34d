package org.aliquot.view.suite;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes {@code test_report.json} as the specification's registry of implementations wants it: {@code SuiteReport <folder tests of the
 * specification> <report>}.
 */
public final class SuiteReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SuiteReport() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        if (arguments.length != 2) {
            out.println("usage: SuiteReport <folder with the cases> <test_report.json to write>");
            return;
        }
        ObjectNode report = JSON.createObjectNode();
        int cases = 0;
        int passed = 0;
        for (SuiteFile file : SuiteFile.in(Path.of(arguments[0]))) {
            ArrayNode tests = report.putObject(file.name()).putArray("tests");
            for (SuiteFile.Case test : file.cases()) {
                Optional<String> fault = test.fault();
                ObjectNode result = tests.addObject()
                        .put("name", test.title())
                        .putObject("result")
                        .put("passed", fault.isEmpty());
                fault.ifPresent(reason -> result.put("error", reason));
                fault.ifPresent(reason -> out.println(file.name() + ", " + test.title() + ": " + reason));
                cases++;
                passed += fault.isEmpty() ? 1 : 0;
            }
        }
        Files.writeString(
                Path.of(arguments[1]), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
        out.println(passed + " of " + cases + " cases passed");
    }
}
