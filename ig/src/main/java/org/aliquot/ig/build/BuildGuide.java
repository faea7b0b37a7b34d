package org.aliquot.ig.build;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The build's entry point: {@code BuildGuide SOURCES PACKAGE.TGZ}. */
public final class BuildGuide {
    private BuildGuide() {}

    /** Writes the package, or leaves it alone when it already holds these bytes. */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("expected 2 arguments, SOURCES and PACKAGE.TGZ; got " + args.length);
        }
        byte[] built = build(Path.of(args[0]));
        Path target = Path.of(args[1]);
        if (Files.exists(target) && Arrays.equals(Files.readAllBytes(target), built)) {
            return;
        }
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.write(target, built);
    }

    /**
     * Builds the guide.
     *
     * @param sources folder with {@code guide.yaml} and the resources
     * @return the package, gzipped tar as FHIR registries serve it
     * @throws GuideException naming the file, when a source is not what its name says or cannot be understood
     */
    public static byte[] build(Path sources) throws IOException {
        FhirContext fhir = FhirContext.forR4();
        GuideSources guide = GuideSources.read(fhir, sources);
        new Snapshots(fhir).addTo(guide.definitions());
        return new GuidePackage(fhir, guide).bytes();
    }
}
