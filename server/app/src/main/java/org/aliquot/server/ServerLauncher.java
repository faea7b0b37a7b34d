package org.aliquot.server;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the Spring application with what the command line says. */
public final class ServerLauncher {
    private final Map<String, Object> overrides = new HashMap<>();

    /** Each argument may be null: not given. */
    public ServerLauncher(
            @Nullable Path dataDir, @Nullable Integer port, @Nullable String host, @Nullable Path config) {
        put("aliquot.data-dir", dataDir);
        put("server.port", port);
        put("server.address", host);
        put("spring.config.additional-location", config);
    }

    /** Runs the server; returns the exit code once it has stopped. */
    public int runUntilStopped() throws InterruptedException {
        start();
        Thread.currentThread().join();
        return 0;
    }

    /** Starts the server and returns once it answers. */
    public ConfigurableApplicationContext start() {
        // Stored times have no zone: in a zone with summer time one hour a year would be ambiguous.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        SpringApplication application = new SpringApplication(ServerApplication.class);
        application.setBannerMode(Banner.Mode.OFF);
        return application.run(overrides.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new));
    }

    private void put(String name, @Nullable Object value) {
        if (value != null) {
            overrides.put(name, value);
        }
    }
}
