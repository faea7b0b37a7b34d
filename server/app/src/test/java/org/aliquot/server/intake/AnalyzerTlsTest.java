package org.aliquot.server.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.aliquot.gateway.tls.TlsBundle;
import org.aliquot.gateway.tls.TlsBundleException;
import org.aliquot.server.testsupport.PemFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;

/** Spring Boot's bundles from real files, as the gateway takes them. */
class AnalyzerTlsTest {
    private static final String PEM = "spring.ssl.bundle.pem.lab.";
    private static final String JKS = "spring.ssl.bundle.jks.lab.";

    @TempDir
    Path folder;

    private PemFiles own;
    private final Map<String, Object> settings = new LinkedHashMap<>();

    @BeforeEach
    void make() throws Exception {
        own = PemFiles.in(folder, "own");
        settings.put("spring.main.banner-mode", "off");
    }

    private ConfigurableApplicationContext context() {
        return new SpringApplicationBuilder(SslAutoConfiguration.class)
                .web(WebApplicationType.NONE)
                .properties(settings)
                .run();
    }

    private static AnalyzerTls tls(ConfigurableApplicationContext context) {
        return new AnalyzerTls(() -> context.getBean(SslBundles.class));
    }

    @Test
    void whatABundleHoldsIsKnown() {
        settings.put(PEM + "keystore.certificate", own.certificate().toString());
        settings.put(PEM + "keystore.private-key", own.key().toString());
        settings.put(PEM + "options.enabled-protocols", "TLSv1.3");
        try (ConfigurableApplicationContext context = context()) {
            TlsBundle bundle = tls(context).find("lab").orElseThrow();
            assertThat(bundle.hasKey()).isTrue();
            assertThat(bundle.hasAuthorities()).isFalse();
            assertThat(bundle.protocols()).containsExactly("TLSv1.3");
            assertThat(tls(context).find("other")).isEmpty();
        }
    }

    @Test
    void aPkcs12KeyStoreIsReadWithItsPasswordAndAWrongOneIsNotRepeated() {
        settings.put(JKS + "keystore.location", "file:" + folder.resolve("own.p12"));
        settings.put(JKS + "keystore.type", "PKCS12");
        settings.put(JKS + "keystore.password", "changeit");
        try (ConfigurableApplicationContext context = context()) {
            assertThat(tls(context).find("lab").orElseThrow().hasKey()).isTrue();
        }
        settings.put(JKS + "keystore.password", "s3cret-and-wrong");
        assertThatThrownBy(() -> {
                    try (ConfigurableApplicationContext context = context()) {
                        tls(context).find("lab");
                    }
                })
                .hasMessageNotContaining("s3cret-and-wrong")
                .hasStackTraceContaining("password was incorrect");
    }

    @Test
    void aKeyThatIsNoneIsNamedByItsFile() throws Exception {
        Files.writeString(own.key(), "-----BEGIN PRIVATE KEY-----\nbm9uZQ==\n-----END PRIVATE KEY-----\n");
        settings.put(PEM + "keystore.certificate", own.certificate().toString());
        settings.put(PEM + "keystore.private-key", own.key().toString());
        assertThatThrownBy(() -> {
                    try (ConfigurableApplicationContext context = context()) {
                        tls(context).find("lab");
                    }
                })
                .isInstanceOf(TlsBundleException.class)
                .hasMessageNotContaining("bm9uZQ");
    }

    @Test
    void aRenewedCertificateIsInForceAndABrokenOneLeavesTheLastGoodOne() throws Exception {
        settings.put(PEM + "keystore.certificate", own.certificate().toString());
        settings.put(PEM + "keystore.private-key", own.key().toString());
        settings.put(PEM + "reload-on-update", true);
        settings.put("spring.ssl.bundle.watch.file.quiet-period", "200ms");
        try (ConfigurableApplicationContext context = context()) {
            AnalyzerTls tls = tls(context);
            TlsBundle first = tls.find("lab").orElseThrow();
            PemFiles.in(folder, "own");
            TlsBundle second = awaitAnother(tls, first);
            Files.writeString(own.certificate(), "no certificate");
            Thread.sleep(2_000);
            assertThat(tls.find("lab")).contains(second);
        }
    }

    private static TlsBundle awaitAnother(AnalyzerTls tls, TlsBundle than) throws InterruptedException {
        long until = System.nanoTime() + 20_000_000_000L;
        while (tls.find("lab").orElseThrow().equals(than)) {
            assertThat(System.nanoTime()).as("the new files are noticed").isLessThan(until);
            Thread.sleep(50);
        }
        return tls.find("lab").orElseThrow();
    }
}
