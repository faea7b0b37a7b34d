package org.aliquot.view.suite;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which cases passed, in the form that SQL on FHIR's registry of implementations takes: files, their cases, the result of each. */
final class SuiteReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode report = JSON.createObjectNode();

    void add(SuiteFile file, SuiteFile.Case test, Optional<String> fault) {
        ArrayNode tests = report.withObject("/" + file.name()).withArray("tests");
        ObjectNode result =
                tests.addObject().put("name", test.title()).putObject("result").put("passed", fault.isEmpty());
        fault.ifPresent(reason -> result.put("error", reason));
    }

    void write(Path file) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
    }
}
