package org.aliquot.ig.build;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Resource;

/**
 * The guide's sources, read.
 *
 * @param info {@code guide.yaml}
 * @param definitions profiles, extensions, value sets and code systems by {@code Type-id}, stamped with the guide's version
 * @param examples by file name without its ending; those under {@code invalid} are for the tests only and never packaged
 */
public record GuideSources(
        GuideInfo info, SortedMap<String, MetadataResource> definitions, SortedMap<String, Resource> examples) {

    /** Prefix of a source file and the resource type it must hold. */
    private static final Map<String, String> KINDS = Map.of(
            "SD", "StructureDefinition",
            "EXT", "StructureDefinition",
            "VS", "ValueSet",
            "CS", "CodeSystem");

    private static final String EXAMPLE = "EX";

    /** Reads every source below the folder; a file of no known kind is an error, not ignored. */
    public static GuideSources read(FhirContext fhir, Path folder) throws IOException {
        GuideInfo info = GuideInfo.of(YamlResources.tree(folder.resolve("guide.yaml")));
        YamlResources yaml = new YamlResources(fhir);
        Stamp stamp = new Stamp(info);
        SortedMap<String, MetadataResource> definitions = new TreeMap<>();
        SortedMap<String, Resource> examples = new TreeMap<>();
        for (Path file : sources(folder)) {
            String name = file.getFileName().toString().replaceFirst("\\.yaml$", "");
            String kind = name.substring(0, Math.max(0, name.indexOf('_')));
            Resource resource = yaml.resource(file);
            if (kind.equals(EXAMPLE)) {
                if (!resource.hasIdElement() || !resource.getMeta().hasProfile()) {
                    throw new GuideException(file.getFileName() + ": an example has an id and claims a profile");
                }
                examples.put(name, resource);
                continue;
            }
            String expected = KINDS.get(kind);
            if (!resource.fhirType().equals(expected) || !(resource instanceof MetadataResource definition)) {
                throw new GuideException(file.getFileName() + ": holds a " + resource.fhirType() + "; the prefixes are "
                        + new TreeMap<>(KINDS) + " and " + EXAMPLE + " for examples");
            }
            if (!definition.hasIdElement()) {
                throw new GuideException(file.getFileName() + ": no id; the definition's url is made of it");
            }
            stamp.on(definition);
            String key = definition.fhirType() + "-" + definition.getIdPart();
            if (definitions.put(key, definition) != null) {
                throw new GuideException(file.getFileName() + ": a second " + key);
            }
        }
        return new GuideSources(info, definitions, examples);
    }

    private static List<Path> sources(Path folder) throws IOException {
        Path settings = folder.resolve("guide.yaml");
        Path invalid = folder.resolve("invalid");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(settings) && !file.startsWith(invalid))
                    .sorted()
                    .toList();
        }
    }
}
