package org.aliquot.ig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The validator's remarks that the guide accepts, and which of them were ever needed. */
final class Suppressions {
    private final List<String> accepted = new ArrayList<>();
    private final Set<String> unused = new TreeSet<>();

    static Suppressions read() throws IOException {
        Path file = Path.of(System.getProperty("aliquot.ig.suppressions", "src/suppressions.yaml"));
        Suppressions read = new Suppressions();
        for (JsonNode entry : new YAMLMapper().readTree(Files.readString(file)).path("suppressions")) {
            String message = entry.path("message").asText();
            if (message.isBlank() || entry.path("reason").asText().isBlank()) {
                throw new IllegalStateException(file.getFileName() + ": every suppression has a message and a reason");
            }
            read.accepted.add(message);
        }
        read.unused.addAll(read.accepted);
        return read;
    }

    boolean accept(String message) {
        List<String> matching = accepted.stream().filter(message::contains).toList();
        matching.forEach(unused::remove);
        return !matching.isEmpty();
    }

    Set<String> unused() {
        return unused;
    }
}
