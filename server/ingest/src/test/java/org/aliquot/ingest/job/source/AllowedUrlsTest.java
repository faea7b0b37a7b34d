package org.aliquot.ingest.job.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedUrlsTest {
    private final AllowedUrls allowed =
            new AllowedUrls(List.of(URI.create("https://files.example.org/exports"), URI.create("http://lan:8081/")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://files.example.org/exports",
                "https://FILES.example.org/exports/2026/Patient.ndjson?token=x",
                "https://files.example.org:443/exports/a.ndjson",
                "http://lan:8081/a.ndjson"
            })
    void whatIsBelowAPrefixIsAllowed(String url) {
        assertThat(allowed.allow(URI.create(url))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://files.example.org/exports/a.ndjson",
                "https://files.example.org.evil.example/exports/a.ndjson",
                "https://files.example.org/exports-of-others/a.ndjson",
                "https://files.example.org/exports/../secret",
                "https://files.example.org/exports/%2e%2e/secret",
                "https://files.example.org/exports/..%2fsecret",
                "https://files.example.org/",
                "https://files.example.org:8443/exports/a.ndjson",
                "https://files.example.org@evil.example/exports/a.ndjson",
                "https://evil@files.example.org/exports/a.ndjson",
                "http://lan/a.ndjson",
                "file:///etc/passwd",
                "ftp://files.example.org/exports/a.ndjson",
                "http://169.254.169.254/latest/meta-data"
            })
    void nothingElseIs(String url) {
        assertThat(allowed.allow(URI.create(url))).isFalse();
    }

    @Test
    void withoutPrefixesNothingIsAllowed() {
        assertThat(new AllowedUrls(List.of()).allow(URI.create("https://files.example.org/a")))
                .isFalse();
    }

    @Test
    void aPrefixThatCannotBeOneIsRefused() {
        assertThatThrownBy(() -> new AllowedUrls(List.of(URI.create("file:///exports"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected http(s)://host/path");
    }
}
