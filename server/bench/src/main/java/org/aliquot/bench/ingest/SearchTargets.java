package org.aliquot.bench.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is there to be asked for, out of a generated file: each list has a few thousand at most. */
record SearchTargets(List<String> patients, List<String> observations, List<String> accessions) {
    private static final int PATIENTS = 2_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    static SearchTargets in(Path file) throws IOException {
        SearchTargets targets = new SearchTargets(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine();
                    line != null && targets.patients().size() < PATIENTS;
                    line = lines.readLine()) {
                targets.note(JSON.readTree(line));
            }
        }
        return targets;
    }

    private void note(JsonNode resource) {
        String id = resource.path("id").asText();
        switch (resource.path("resourceType").asText()) {
            case "Patient" -> patients.add(id);
            case "Observation" -> {
                if (observations.size() < PATIENTS * 10) {
                    observations.add(id);
                }
            }
            case "Specimen" ->
                accessions.add(resource.at("/accessionIdentifier/value").asText());
            default -> {
                // Not asked for.
            }
        }
    }
}
