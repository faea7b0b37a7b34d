package org.aliquot.bench.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** The machine and the versions, as far as they can be read. */
final class Circumstances {
    private static final List<String> SETTINGS = List.of(
            "fsync", "synchronous_commit", "full_page_writes", "wal_compression", "max_wal_size", "shared_buffers");

    private Circumstances() {}

    static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors"
                + first("/proc/cpuinfo", "model name")
                        .map(name -> " (" + name + ")")
                        .orElse("")
                + first("/proc/meminfo", "MemTotal")
                        .map(size -> ", memory " + size)
                        .orElse("")
                + ", " + System.getProperty("os.name") + " " + System.getProperty("os.version")
                + first("/proc/loadavg", "")
                        .map(load -> ", load at the start " + load.split(" ")[0])
                        .orElse("")
                + ", JDK " + Runtime.version();
    }

    static String postgres(Database database) throws SQLException {
        StringBuilder text = new StringBuilder("PostgreSQL ")
                .append(database.texts("show server_version").get(0));
        for (String setting : SETTINGS) {
            text.append(", ")
                    .append(setting)
                    .append(' ')
                    .append(database.texts("show " + setting).get(0));
        }
        return text.toString();
    }

    private static java.util.Optional<String> first(String file, String start) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(start))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException notThisSystem) {
            return java.util.Optional.empty();
        }
    }
}
