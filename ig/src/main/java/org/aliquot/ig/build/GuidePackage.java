package org.aliquot.ig.build;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;

/**
 * The guide as a FHIR NPM package: {@code package/package.json}, {@code package/.index.json}, the definitions, and the
 * examples apart in {@code package/example} with an index of their own.
 *
 * @see <a href="https://hl7.org/fhir/packages.html">FHIR packages</a>
 */
final class GuidePackage {
    private static final String FHIR_CORE = "hl7.fhir.r4.core";
    private static final String FHIR_VERSION = "4.0.1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final GuideInfo info;
    private final SortedMap<String, Resource> definitions = new TreeMap<>();
    private final SortedMap<String, Resource> examples = new TreeMap<>();
    private final IParser json;

    GuidePackage(FhirContext fhir, GuideSources guide) {
        info = guide.info();
        json = fhir.newJsonParser().setPrettyPrint(true);
        guide.definitions().forEach((key, definition) -> definitions.put(key + ".json", definition));
        definitions.put("ImplementationGuide-" + info.packageId() + ".json", GuideIndex.of(guide));
        guide.examples()
                .values()
                .forEach(example -> examples.put(example.fhirType() + "-" + example.getIdPart() + ".json", example));
    }

    /** The package. No clock, user or file system leaves a trace in it. */
    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        GzipParameters gzip = new GzipParameters();
        gzip.setCompressionLevel(Deflater.BEST_COMPRESSION);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(
                new GzipCompressorOutputStream(bytes, gzip), StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            // First, because a reader wants to know early what it reads.
            add(tar, "package/package.json", pretty(manifest()));
            addFolder(tar, "package/", definitions);
            addFolder(tar, "package/example/", examples);
        }
        return bytes.toByteArray();
    }

    private void addFolder(TarArchiveOutputStream tar, String folder, SortedMap<String, Resource> files)
            throws IOException {
        add(tar, folder + ".index.json", pretty(index(files)));
        for (Map.Entry<String, Resource> file : files.entrySet()) {
            add(tar, folder + file.getKey(), json.encodeResourceToString(file.getValue()) + "\n");
        }
    }

    private static void add(TarArchiveOutputStream tar, String name, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setModTime(0L);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setMode(TarArchiveEntry.DEFAULT_FILE_MODE);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private ObjectNode manifest() {
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("name", info.packageId());
        manifest.put("version", info.version());
        manifest.put("tools-version", 3);
        manifest.put("type", "IG");
        manifest.put("date", info.date().replace("-", "") + "000000");
        manifest.put("license", info.license());
        manifest.put("canonical", info.canonical());
        manifest.put("url", info.canonical());
        manifest.put("title", info.title());
        manifest.put("description", info.description());
        manifest.put("author", info.author());
        manifest.putArray("fhirVersions").add(FHIR_VERSION);
        manifest.putObject("dependencies").put(FHIR_CORE, FHIR_VERSION);
        manifest.putObject("directories").put("lib", "package").put("example", "example");
        return manifest;
    }

    private static ObjectNode index(SortedMap<String, Resource> files) {
        ObjectNode index = JSON.createObjectNode();
        index.put("index-version", 2);
        ArrayNode entries = index.putArray("files");
        files.forEach((name, resource) -> {
            ObjectNode entry = entries.addObject();
            entry.put("filename", name);
            entry.put("resourceType", resource.fhirType());
            entry.put("id", resource.getIdPart());
            if (resource instanceof MetadataResource definition) {
                entry.put("url", definition.getUrl());
                entry.put("version", definition.getVersion());
            }
            if (resource instanceof StructureDefinition profile) {
                entry.put("kind", profile.getKind().toCode());
                entry.put("type", profile.getType());
                entry.put("derivation", profile.getDerivation().toCode());
            }
        });
        return index;
    }

    private static String pretty(ObjectNode node) throws JsonProcessingException {
        // Line ends by hand: the default printer takes the platform's.
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node).replace("\r\n", "\n") + "\n";
    }
}
