package org.aliquot.server.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aliquot.lab.LabReport;
import org.aliquot.mapping.Mapped;
import org.aliquot.mapping.Matching;
import org.aliquot.mapping.ReportMapper;
import org.aliquot.terminology.BadTablesException;
import org.aliquot.terminology.Terminology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maps with the laboratory's tables as they stand now: a technician adds the missing row, replays, and needs no restart.
 *
 * <p>Tables with a mistake in them are reported and not used, and so is a directory that has gone; the last good ones
 * stay in force.
 */
public final class TablesMapper implements ReportMapper {
    private static final Logger LOG = LoggerFactory.getLogger(TablesMapper.class);

    private final Optional<Path> site;
    private final Function<Terminology, ReportMapper> mappers;
    private ReportMapper current;
    private String seen;

    /**
     * Reads the tables.
     *
     * @throws BadTablesException naming all that cannot be used
     */
    public TablesMapper(Optional<Path> site, Function<Terminology, ReportMapper> mappers) {
        this.site = Objects.requireNonNull(site, "site");
        this.mappers = Objects.requireNonNull(mappers, "mappers");
        this.seen = fingerprint();
        this.current = mappers.apply(Terminology.load(site));
    }

    @Override
    public Mapped map(LabReport report, Matching matching) {
        return mapper().map(report, matching);
    }

    private synchronized ReportMapper mapper() {
        String now = fingerprint();
        if (!now.equals(seen)) {
            seen = now;
            try {
                current = mappers.apply(Terminology.load(site));
                LOG.info("terminology: tables in {} changed and are in force", site.orElseThrow());
            } catch (BadTablesException e) {
                LOG.error(
                        "terminology: tables changed, but cannot be used; the last good ones stay in force: {}",
                        e.getMessage());
            }
        }
        return current;
    }

    // Names, sizes and times of a handful of files: cheap enough to look at for every message.
    private String fingerprint() {
        if (site.isEmpty()) {
            return "";
        }
        // Kubernetes mounts a directory of tables as a symbolic link.
        try (Stream<Path> files = Files.walk(site.get(), 2, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(TablesMapper::mark)
                    .collect(Collectors.joining("\n"));
        } catch (IOException | UncheckedIOException e) {
            return "unreadable: " + e.getMessage();
        }
    }

    private static String mark(Path file) {
        try {
            return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return file + " unreadable: " + e.getMessage();
        }
    }
}
