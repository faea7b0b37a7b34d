package org.aliquot.server.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build, written into the jar by Maven. */
public final class Version {
    private static final String RESOURCE = "/org/aliquot/server/version/version.properties";

    private Version() {}

    /** Such as {@code 0.1.0-SNAPSHOT}. */
    public static String current() {
        Properties properties = new Properties();
        try (InputStream resource = Version.class.getResourceAsStream(RESOURCE)) {
            properties.load(resource);
        } catch (IOException e) {
            throw new UncheckedIOException("class-path resource " + RESOURCE + " cannot be read", e);
        }
        return properties.getProperty("version");
    }
}
