package org.aliquot.server.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The examples in the guide's package: each profile has one at least. */
final class GuideExamples {
    private static final String PACKAGE = "/org/aliquot/ig/package.tgz";

    private GuideExamples() {}

    static List<ObjectNode> all() {
        List<ObjectNode> examples = new ArrayList<>();
        try (InputStream bytes = GuideExamples.class.getResourceAsStream(PACKAGE);
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(bytes))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().matches("package/example/[A-Z].*\\.json")) {
                    String json = new String(tar.readAllBytes(), StandardCharsets.UTF_8);
                    examples.add((ObjectNode) Generated.json(json));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return examples;
    }
}
