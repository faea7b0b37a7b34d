package org.aliquot.server.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import org.aliquot.server.settings.ConfigFile;
import org.aliquot.server.settings.SettingsCheck;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.web.context.support.StandardServletEnvironment;

/**
 * Starts the Spring application.
 *
 * <p>A setting comes from the first of these that has it: the command line, the environment
 * ({@code ALIQUOT_DATABASE_URL}), the {@code --config} file, the defaults. No file is read that was
 * not named: not one lying in the working directory either.
 */
public final class ServerLauncher {
    private final Map<String, Object> commandLine = new HashMap<>();
    private final @Nullable Path config;

    /** Each argument may be null: not given. */
    public ServerLauncher(
            @Nullable Path dataDir, @Nullable Integer port, @Nullable String host, @Nullable Path config) {
        this(dataDir, port, host, config, false);
    }

    /** @param dev whether nobody needs a token; the server then listens on this machine only */
    public ServerLauncher(
            @Nullable Path dataDir, @Nullable Integer port, @Nullable String host, @Nullable Path config, boolean dev) {
        this.config = config;
        put("aliquot.data-dir", dataDir);
        put("server.port", port);
        put("server.address", host);
        put("aliquot.auth.dev", dev ? true : null);
        put("spring.config.location", "classpath:/application.yml");
    }

    /**
     * Runs the server until it is told to stop (SIGTERM, SIGINT).
     *
     * @return the exit code
     * @throws StartException where it does not start; the message says what to do
     */
    public int runUntilStopped() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        ConfigurableApplicationContext context = start();
        OutOfMemory.endsTheProcess();
        context.addApplicationListener((ApplicationListener<ContextClosedEvent>) event -> closed.countDown());
        ReadyText.of(context).ifPresent(System.out::println);
        closed.await();
        return 0;
    }

    /** Starts the server and returns once it answers; closing the context stops it. */
    public ConfigurableApplicationContext start() {
        return start(ServerApplication.class, WebApplicationType.SERVLET);
    }

    /**
     * Starts storage alone: the database and what loads into it, nothing that listens. Logs go to standard error, and only
     * when something is wrong.
     *
     * @param overrides settings by name that go before all others
     */
    public ConfigurableApplicationContext startLoader(Map<String, String> overrides) {
        commandLine.putAll(overrides);
        // Set by the command line for commands without Spring, which warns of it.
        System.clearProperty("logback.configurationFile");
        put("logging.config", "classpath:logback-cli.xml");
        put("logging.level.org.aliquot", "WARN");
        return start(LoaderApplication.class, WebApplicationType.NONE);
    }

    private ConfigurableApplicationContext start(Class<?> application, WebApplicationType type) {
        // Stored times have no zone: in a zone with summer time one hour a year would be ambiguous.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        try {
            EnumerablePropertySource<?> file = config == null ? null : ConfigFile.read(config);
            // The environment's kind is what Spring Boot knows a web application by.
            ConfigurableEnvironment environment =
                    type == WebApplicationType.SERVLET ? new StandardServletEnvironment() : new StandardEnvironment();
            MutablePropertySources sources = environment.getPropertySources();
            sources.addFirst(new MapPropertySource("commandLine", commandLine));
            if (file != null) {
                sources.addLast(file);
            }
            SpringApplication spring = new SpringApplication(application);
            spring.setWebApplicationType(type);
            if (type == WebApplicationType.SERVLET) {
                spring.setApplicationContextFactory(kind -> new FrozenContext());
            }
            spring.setEnvironment(environment);
            spring.setBannerMode(Banner.Mode.OFF);
            spring.setLogStartupInfo(false);
            spring.addInitializers(context -> {
                SettingsCheck.check(context.getEnvironment(), file);
                if (type == WebApplicationType.SERVLET) {
                    requireFreePort(context.getEnvironment());
                }
            });
            return spring.run();
        } catch (RuntimeException e) {
            throw StartException.explaining(e);
        }
    }

    /** Said before the database starts rather than half a minute later; the real bind still decides. */
    private static void requireFreePort(Environment environment) {
        int port = environment.getProperty("server.port", Integer.class, 8080);
        InetAddress address = environment.getProperty("server.address", InetAddress.class);
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
        } catch (BindException e) {
            throw String.valueOf(e.getMessage()).contains("in use")
                    ? new PortInUseException(port, e)
                    : new UncheckedIOException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(String name, @Nullable Object value) {
        if (value != null) {
            commandLine.put(name, value.toString());
        }
    }
}
