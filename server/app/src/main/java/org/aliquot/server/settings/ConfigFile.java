package org.aliquot.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** The operator's settings file ({@code --config FILE.yml}). */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * Reads the file.
     *
     * @throws SettingsException where it is missing, cannot be read or is no YAML mapping; says where,
     *                           but quotes nothing, because passwords stand in such files
     */
    public static EnumerablePropertySource<?> read(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (!Files.isRegularFile(file)) {
            throw bad(file, "no such file");
        }
        if (!Files.isReadable(file)) {
            throw bad(file, "this user may not read it");
        }
        if (!name.endsWith(".yml") && !name.endsWith(".yaml")) {
            throw bad(file, "settings are YAML: name the file .yml or .yaml");
        }
        try {
            List<PropertySource<?>> documents =
                    new YamlPropertySourceLoader().load(file.toString(), new FileSystemResource(file));
            if (documents.size() > 1) {
                throw bad(file, "holds " + documents.size() + " YAML documents; one is expected");
            }
            if (documents.isEmpty()) {
                return new OriginTrackedMapPropertySource(file.toString(), Map.of());
            }
            return (EnumerablePropertySource<?>) documents.get(0);
        } catch (MarkedYAMLException e) {
            String where = e.getProblemMark() == null
                    ? ""
                    : "line " + (e.getProblemMark().getLine() + 1) + ", column "
                            + (e.getProblemMark().getColumn() + 1) + ": ";
            throw bad(file, where + "no valid YAML (" + e.getProblem() + ")");
        } catch (YAMLException | IllegalStateException e) {
            throw bad(file, "no valid YAML; a mapping such as \"aliquot:\" with indented settings is expected");
        } catch (IOException e) {
            throw bad(file, "cannot be read: " + e.getMessage());
        }
    }

    private static SettingsException bad(Path file, String problem) {
        return new SettingsException(List.of("config file " + file + ": " + problem));
    }
}
