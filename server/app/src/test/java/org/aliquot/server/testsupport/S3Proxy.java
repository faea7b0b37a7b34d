package org.aliquot.server.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Object storage that speaks S3: S3Proxy, as a process of its own, over a folder. The build puts the program into {@code
 * target/s3proxy}. May be stopped and started again, with what it had.
 */
public final class S3Proxy implements AutoCloseable {
    public static final String ACCESS_KEY = "lab-exports";
    public static final String SECRET_KEY = "not-to-be-told-to-anybody";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path home = Scratch.directory("s3proxy").toAbsolutePath();
    private final int port;
    private Process process;

    public S3Proxy() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
            Files.createDirectories(home.resolve("store"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(SECRET_KEY);
    }

    /** Such as {@code http://127.0.0.1:39173}. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Makes a bucket; where its objects are as files. */
    public Path bucket(String name) {
        try {
            return Files.createDirectories(home.resolve("store").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param secret that it wants to be shown */
    public void start(String secret) {
        try {
            Files.writeString(
                    home.resolve("s3proxy.conf"), """
                    s3proxy.endpoint=%s
                    s3proxy.authorization=aws-v2-or-v4
                    s3proxy.identity=%s
                    s3proxy.credential=%s
                    jclouds.provider=filesystem-nio2
                    jclouds.identity=none
                    jclouds.credential=none
                    jclouds.filesystem.basedir=%s
                    """.formatted(url(), ACCESS_KEY, secret, home.resolve("store")));
            Path log = home.resolve("log");
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            Path.of("target", "s3proxy", "s3proxy.jar").toString(),
                            "--properties",
                            home.resolve("s3proxy.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Instant end = Instant.now().plus(PATIENCE);
            while (!answers()) {
                if (!process.isAlive() || Instant.now().isAfter(end)) {
                    throw new IllegalStateException("S3Proxy did not start: " + Files.readString(log));
                }
                Thread.sleep(50);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url()).toURL().openConnection();
            boolean isThere = connection.getResponseCode() > 0;
            connection.disconnect();
            return isThere;
        } catch (IOException e) {
            return false;
        }
    }

    /** From one moment to the next, as a machine that fails. */
    public void stop() {
        try {
            process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
        Scratch.delete(home);
    }
}
