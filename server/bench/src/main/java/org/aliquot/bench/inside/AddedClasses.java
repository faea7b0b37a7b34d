package org.aliquot.bench.inside;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ApplicationContextInitializer;

/** Classes of ours as a folder that a server's class path can have. */
public final class AddedClasses {
    private AddedClasses() {}

    /**
     * Writes the folder.
     *
     * @param initializer what Spring is to run before it makes the server's beans
     */
    public static Path in(Path directory, Class<? extends ApplicationContextInitializer<?>> initializer)
            throws IOException {
        Path folder = Files.createDirectories(directory.resolve("added-classes"));
        List<Class<?>> classes = new ArrayList<>(List.of(initializer.getDeclaredClasses()));
        classes.add(initializer);
        for (Class<?> each : classes) {
            String name = each.getName().replace('.', '/') + ".class";
            Files.createDirectories(folder.resolve(name).getParent());
            try (InputStream bytes = each.getResourceAsStream("/" + name)) {
                Files.copy(bytes, folder.resolve(name));
            }
        }
        Files.writeString(
                Files.createDirectories(folder.resolve("META-INF")).resolve("spring.factories"),
                ApplicationContextInitializer.class.getName() + "=" + initializer.getName() + "\n");
        return folder;
    }
}
