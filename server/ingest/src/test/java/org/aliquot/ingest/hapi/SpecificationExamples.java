package org.aliquot.ingest.hapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JSON examples of the R4 specification, as {@code com.ibm.fhir:fhir-examples} packs them. */
public final class SpecificationExamples {
    private static final List<Example> ALL = load();

    /** One file. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Example(String name, byte[] json) {
        private static final Pattern RESOURCE_TYPE = Pattern.compile("\"resourceType\"\\s*:\\s*\"(\\w+)\"");

        /** The first one named in it; all of these put their own first. */
        public String resourceType() {
            Matcher matcher = RESOURCE_TYPE.matcher(new String(json, StandardCharsets.UTF_8));
            return matcher.find() ? matcher.group(1) : "";
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private SpecificationExamples() {}

    public static List<Example> all() {
        return ALL;
    }

    /** Those of a size that a laboratory's resources have, most of them: a few of the others take longer than all these. */
    public static List<Example> small() {
        return ALL.stream().filter(example -> example.json().length < 100_000).toList();
    }

    private static List<Example> load() {
        try {
            URI folder = SpecificationExamples.class.getResource("/json").toURI();
            try (FileSystem jar = FileSystems.newFileSystem(folder, Map.of());
                    Stream<Path> paths = Files.walk(jar.getPath("/json"))) {
                List<Example> examples = new ArrayList<>();
                for (Path path : paths.sorted().toList()) {
                    if (path.toString().endsWith(".json")) {
                        examples.add(new Example(path.toString(), Files.readAllBytes(path)));
                    }
                }
                return List.copyOf(examples);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
