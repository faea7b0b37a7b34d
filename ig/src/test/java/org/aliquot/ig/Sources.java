package org.aliquot.ig;

import java.nio.file.Path;

/** Where the guide's sources lie, as the build tells the tests. */
final class Sources {
    static final Path FOLDER = Path.of(System.getProperty("aliquot.ig.source", "src/guide"));

    private Sources() {}
}
