package org.aliquot.bench.ingest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Transaction bundles of PUTs. */
final class Bundles {
    private static final Pattern TYPE_AND_ID =
            Pattern.compile("\\{\"resourceType\":\"(\\w+)\",\"id\":\"([-.A-Za-z0-9]{1,64})\"");

    private Bundles() {}

    static byte[] transaction(List<String> resources) {
        StringBuilder bundle = new StringBuilder(resources.size() * 2048)
                .append("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
        String comma = "";
        for (String resource : resources) {
            Matcher start = TYPE_AND_ID.matcher(resource);
            if (!start.lookingAt()) {
                throw new IllegalArgumentException("a line that does not start with resourceType and id");
            }
            bundle.append(comma)
                    .append("{\"resource\":")
                    .append(resource)
                    .append(",\"request\":{\"method\":\"PUT\",\"url\":\"")
                    .append(start.group(1))
                    .append('/')
                    .append(start.group(2))
                    .append("\"}}");
            comma = ",";
        }
        return bundle.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }
}
