package org.aliquot.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ImplementationGuide;
import org.hl7.fhir.r4.model.MetadataResource;

/**
 * The implementation guide's package on the class path: a FHIR NPM package (a gzipped tar whose
 * {@code package/*.json} are resources).
 */
final class GuidePackage {
    static final String RESOURCE = "/org/aliquot/ig/package.tgz";

    /** Definitions that others refer to by URL; examples in the package are no definitions. */
    private static final Set<String> DEFINITIONS = Set.of(
            "CapabilityStatement",
            "CodeSystem",
            "ConceptMap",
            "ImplementationGuide",
            "NamingSystem",
            "OperationDefinition",
            "SearchParameter",
            "StructureDefinition",
            "ValueSet");

    private static final String FOLDER = "package/";
    private static final int LARGEST_ENTRY_BYTES = 32 << 20;

    private GuidePackage() {}

    /** The definitions in the order of the package, the ImplementationGuide last; empty where there is no package. */
    static List<MetadataResource> definitions(FhirContext context) {
        try (InputStream stream = GuidePackage.class.getResourceAsStream(RESOURCE)) {
            return stream == null ? List.of() : read(stream, context);
        } catch (IOException e) {
            throw new UncheckedIOException("class-path resource " + RESOURCE + " is no readable FHIR package", e);
        }
    }

    private static List<MetadataResource> read(InputStream stream, FhirContext context) throws IOException {
        List<MetadataResource> definitions = new ArrayList<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(stream)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (isDefinition(entry)) {
                    byte[] json = tar.readNBytes(LARGEST_ENTRY_BYTES);
                    IBaseResource parsed =
                            context.newJsonParser().parseResource(new String(json, StandardCharsets.UTF_8));
                    definitions.add((MetadataResource) parsed);
                }
            }
        }
        // The guide itself refers to all the others, which must be there when it is stored.
        definitions.sort(Comparator.comparing(definition -> definition instanceof ImplementationGuide));
        return definitions;
    }

    private static boolean isDefinition(TarArchiveEntry entry) {
        String name = entry.getName();
        if (!entry.isFile() || !name.startsWith(FOLDER) || !name.endsWith(".json")) {
            return false;
        }
        String file = name.substring(FOLDER.length());
        return !file.contains("/") && isDefinition(file.split("-", 2)[0]);
    }

    /** Whether resources of this type define something, and are no examples. */
    static boolean isDefinition(String resourceType) {
        return DEFINITIONS.contains(resourceType);
    }
}
