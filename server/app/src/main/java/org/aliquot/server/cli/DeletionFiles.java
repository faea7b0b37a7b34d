package org.aliquot.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.ingest.job.source.Unpacked;

/**
 * What an export says was deleted, {@code Bundle.1.deleted.ndjson} and so on: Bundles of DELETE requests, in the order in which they
 * can be posted.
 */
record DeletionFiles(List<Path> files) {
    private static final Pattern NAME = Pattern.compile("(?i).*?([0-9]{1,9})?\\.deleted\\.(?:ndjson|jsonl)(?:\\.gz)?");
    private static final ObjectMapper JSON = new ObjectMapper();

    static final DeletionFiles NONE = new DeletionFiles(List.of());

    DeletionFiles {
        files = files.stream()
                .sorted(Comparator.comparingInt(DeletionFiles::number).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    static boolean isOne(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }

    // The tenth comes after the ninth.
    private static int number(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() && name.group(1) != null ? Integer.parseInt(name.group(1)) : 0;
    }

    /**
     * How it ended.
     *
     * @param deletions those whose Bundles the server took
     * @param failure what it said of the first that it did not take; none after it was sent
     */
    record Outcome(long deletions, Optional<String> failure) {}

    /** @param progress told how many there are by now */
    Outcome postTo(ServerClient server, LongConsumer progress) {
        long deletions = 0;
        for (Path file : files) {
            long line = 0;
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(Unpacked.of(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                    line++;
                    if (!text.isBlank()) {
                        deletions += post(text, server);
                        progress.accept(deletions);
                    }
                }
            } catch (IOException | CommandFailedException e) {
                return new Outcome(
                        deletions,
                        Optional.of(file + ", line " + Math.max(1, line) + ": " + e.getMessage()
                                + "; those behind it were not applied, nor was this one if the server refused it."
                                + " To load all of it again does no harm"));
            }
        }
        return new Outcome(deletions, Optional.empty());
    }

    private static int post(String bundle, ServerClient server) throws IOException, CommandFailedException {
        int deletions = deletionsIn(bundle);
        JsonNode answers =
                server.postPatiently("/fhir", "application/fhir+json", bundle).path("entry");
        for (JsonNode answer : answers) {
            String status = answer.at("/response/status").asText();
            if (!status.startsWith("2")) {
                throw new IOException("the server answered an entry with " + status);
            }
        }
        if (answers.size() != deletions) {
            throw new IOException("of " + deletions + " entries the server answered " + answers.size());
        }
        return deletions;
    }

    /** A file by such a name may be anything; what is posted deletes, or is not posted. */
    private static int deletionsIn(String bundle) throws IOException {
        JsonNode tree = JSON.readTree(bundle);
        boolean isTransaction = tree.path("resourceType").asText().equals("Bundle")
                && tree.path("type").asText().equals("transaction");
        for (JsonNode entry : tree.path("entry")) {
            isTransaction &= entry.at("/request/method").asText().equals("DELETE");
        }
        if (!isTransaction) {
            throw new IOException("expected a transaction of DELETE requests");
        }
        return tree.path("entry").size();
    }
}
