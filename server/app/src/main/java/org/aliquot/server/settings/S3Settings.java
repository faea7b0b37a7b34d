package org.aliquot.server.settings;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A bucket for the files of exports.
 *
 * @param bucket its name; empty: files stay in the data directory
 * @param prefix what keys begin with, {@code exports/}
 * @param endpoint the storage's URL, {@code https://s3.example.org}; empty: Amazon's of the region
 * @param publicEndpoint the same as clients reach it, who are sent there; empty: as the server does
 * @param region needed for Amazon's; most others take any
 * @param pathStyle whether the bucket is named in URLs' paths, not in their hosts
 * @param accessKey and {@code secretKey}: who we are there; both empty: as the AWS SDK finds out (environment, role of the machine or pod)
 * @param download how clients come by the files
 * @param linkLifetime how long a pre-signed URL is good
 * @param patience how long after a failure that may pass an upload is tried again
 */
public record S3Settings(
        @NotNull @DefaultValue("") String bucket,
        @NotNull @DefaultValue("") String prefix,
        @NotNull @DefaultValue("") String endpoint,
        @NotNull @DefaultValue("") String publicEndpoint,
        @NotNull @DefaultValue("") String region,
        @DefaultValue("false") boolean pathStyle,
        @NotNull @DefaultValue("") String accessKey,
        @NotNull @DefaultValue("") String secretKey,
        @NotNull @DefaultValue("redirect") Download download,
        @NotNull @DefaultValue("15m") Duration linkLifetime,
        @NotNull @DefaultValue("2m") Duration patience) {
    private static final String NAME = "aliquot.export.s3";

    /** Longest that Signature Version 4 knows. */
    private static final Duration LONGEST_LINK = Duration.ofDays(7);

    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** How clients come by the files. */
    public enum Download {
        /** By this server, which looks at the token, notes the fetch in the audit and sends the client on. */
        REDIRECT,
        /** By pre-signed URLs in the manifest. */
        PRESIGNED
    }

    /** Whether there is one. */
    public boolean isThere() {
        return !bucket.isBlank();
    }

    /** @param keep how long files are kept */
    List<String> problems(Duration keep) {
        if (!isThere()) {
            return prefix.isBlank() && endpoint.isBlank() && accessKey.isBlank() && secretKey.isBlank()
                    ? List.of()
                    : List.of(NAME + ".bucket: must be given; without it the other settings of " + NAME
                            + " are for nothing");
        }
        List<String> problems = new ArrayList<>();
        if (!bucket.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,254}")) {
            problems.add(NAME + ".bucket: expected the name of a bucket, without URL or folder");
        }
        if (!prefix.matches("([A-Za-z0-9._-]+/)*")) {
            problems.add(NAME + ".prefix: expected folders, each with a slash behind it, such as exports/lab/");
        }
        if (!endpoint.isBlank() && !isUrl(endpoint)) {
            problems.add(NAME + ".endpoint: expected an http(s) URL without a path");
        }
        if (!publicEndpoint.isBlank() && !isUrl(publicEndpoint)) {
            problems.add(NAME + ".public-endpoint: expected an http(s) URL without a path");
        }
        if (endpoint.isBlank() && region.isBlank()) {
            problems.add(NAME + ".region: must be given where there is no endpoint, such as eu-central-1");
        }
        if (accessKey.isBlank() != secretKey.isBlank()) {
            problems.add(NAME + ".access-key and secret-key: go together (better: environment"
                    + " ALIQUOT_EXPORT_S3_SECRETKEY); without both the AWS SDK looks for credentials");
        }
        Duration longest = keep.compareTo(LONGEST_LINK) < 0 ? keep : LONGEST_LINK;
        if (linkLifetime.compareTo(Duration.ofSeconds(1)) < 0 || linkLifetime.compareTo(longest) > 0) {
            problems.add(NAME + ".link-lifetime: must be from 1s to aliquot.export.keep and 7d, not " + linkLifetime);
        }
        if (patience.isNegative()) {
            problems.add(NAME + ".patience: must not be less than 0s");
        }
        return problems;
    }

    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            return url.getScheme() != null
                    && SCHEMES.contains(url.getScheme().toLowerCase(Locale.ROOT))
                    && url.getHost() != null
                    && (url.getPath().isEmpty() || url.getPath().equals("/"));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "S3Settings[bucket=" + bucket + ", endpoint=" + endpoint + ", keys hidden]";
    }
}
