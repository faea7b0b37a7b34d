package org.aliquot.server.bulk.export.place.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.aliquot.server.settings.S3Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The SDK's clients, as settings say. */
final class Storage {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    /** A part of an upload on a slow line: 64 MB at 1 Mbit/s. */
    private static final Duration REQUEST_WITHIN = Duration.ofMinutes(10);

    /** What storages that are not Amazon's are told, of which most do not look at it. */
    private static final String ANY_REGION = "us-east-1";

    private Storage() {}

    static S3Client client(S3Settings settings) {
        if (settings.endpoint().startsWith("http:")) {
            LOG.warn("aliquot.export.s3.endpoint is not https: exports cross the network in plain text");
        }
        return S3Client.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_WITHIN)
                        .socketTimeout(ANSWER_WITHIN)
                        .build())
                .overrideConfiguration(limits -> limits.apiCallAttemptTimeout(REQUEST_WITHIN))
                .credentialsProvider(credentials(settings))
                .region(region(settings))
                .applyMutation(client -> endpoint(settings.endpoint()).ifPresent(client::endpointOverride))
                // Checksums behind a body in chunks are Amazon's, and older storages refuse them: ours is Content-MD5.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(style(settings))
                .build();
    }

    static S3Presigner signer(S3Settings settings) {
        String reached = settings.publicEndpoint().isBlank() ? settings.endpoint() : settings.publicEndpoint();
        S3Presigner.Builder signer = S3Presigner.builder()
                .credentialsProvider(credentials(settings))
                .region(region(settings))
                .serviceConfiguration(style(settings));
        endpoint(reached).ifPresent(signer::endpointOverride);
        return signer.build();
    }

    private static S3Configuration style(S3Settings settings) {
        return S3Configuration.builder()
                .pathStyleAccessEnabled(settings.pathStyle())
                .chunkedEncodingEnabled(false)
                .build();
    }

    private static Optional<URI> endpoint(String url) {
        return url.isBlank() ? Optional.empty() : Optional.of(URI.create(url));
    }

    private static Region region(S3Settings settings) {
        return Region.of(settings.region().isBlank() ? ANY_REGION : settings.region());
    }

    private static AwsCredentialsProvider credentials(S3Settings settings) {
        return settings.accessKey().isBlank()
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(settings.accessKey(), settings.secretKey()));
    }
}
