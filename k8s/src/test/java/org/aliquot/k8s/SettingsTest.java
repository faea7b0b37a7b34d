package org.aliquot.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.aliquot.server.settings.ConfigFile;
import org.aliquot.server.settings.SettingsCheck;
import org.aliquot.server.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/** Each overlay's configuration, judged by the server that will read it. */
class SettingsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void serverAcceptsTheConfiguration(String overlay) throws Exception {
        String yaml = Rendered.overlay(overlay).configurationText();

        assertThatCode(() -> check(yaml)).doesNotThrowAnyException();
    }

    @Test
    void misspeltSettingWouldBeSeen() {
        assertThatThrownBy(() -> check("aliquot:\n  database:\n    poolsice: 10\n"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("aliquot.database.poolsice");
    }

    @Test
    void serverAnswersThePathsTheProbesAsk() throws IOException {
        PropertySource<?> defaults = new YamlPropertySourceLoader()
                .load("defaults", new ClassPathResource("application.yml"))
                .get(0);

        assertThat(defaults.getProperty("management.endpoint.health.probes.enabled"))
                .isEqualTo(true);
        assertThat(String.valueOf(defaults.getProperty("management.endpoints.web.exposure.include")))
                .contains("health");
        assertThat(defaults.getProperty("management.endpoints.web.base-path")).isNull();
        assertThat(defaults.getProperty("management.server.port")).isNull();
        assertThat(defaults.getProperty("server.servlet.context-path")).isNull();
    }

    private void check(String yaml) throws IOException {
        EnumerablePropertySource<?> file = ConfigFile.read(Files.writeString(folder.resolve("aliquot.yaml"), yaml));
        StandardEnvironment environment = new StandardEnvironment();
        // As the Deployment sets them from the secret.
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "secret",
                        Map.of(
                                "aliquot.database.username",
                                "aliquot",
                                "aliquot.database.password",
                                "from-the-secret")));
        environment.getPropertySources().addLast(file);
        SettingsCheck.check(environment, file);
    }
}
