package org.aliquot.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;

class StartExceptionTest {
    @TempDir
    Path folder;

    @Test
    void aCertificateThatIsNotThereIsNamedByItsFileAndItsSetting() {
        Path gone = folder.resolve("gone.crt");
        Throwable failure = catchThrowable(() -> {
            try (ConfigurableApplicationContext context = new SpringApplicationBuilder(SslAutoConfiguration.class)
                    .web(WebApplicationType.NONE)
                    .properties(
                            "spring.main.banner-mode=off",
                            "spring.ssl.bundle.pem.lab.keystore.certificate=" + gone,
                            "spring.ssl.bundle.pem.lab.keystore.private-key=" + gone)
                    .run()) {
                context.getBean(SslBundles.class).getBundle("lab").createSslContext();
            }
        });
        assertThat(StartException.explaining(failure))
                .hasMessageStartingWith("spring.ssl.bundle: ")
                .hasMessageContaining("gone.crt")
                .hasMessageContaining("must be such a file");
    }
}
