package org.aliquot.bench.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine and its Java, as far as they can be read: no figure without them. */
public final class Machine {
    private Machine() {}

    public static String described() {
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

    private static Optional<String> first(String file, String start) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(start))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException notThisSystem) {
            return Optional.empty();
        }
    }
}
