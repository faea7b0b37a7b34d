package org.aliquot.server.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.Instruments;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.Transcript;
import org.aliquot.lab.TranscriptId;
import org.aliquot.mapping.Mapped;
import org.aliquot.terminology.BadTablesException;
import org.aliquot.terminology.Terminology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class TablesMapperTest {
    private static final String UNITS = "dialect\ttext\tucum\tnote\n*\tWells\t{wells}\t\n";

    @TempDir
    private Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<Terminology> inForce = new ArrayList<>();
    private Path site;

    @BeforeEach
    void writeTables() throws IOException {
        site = Files.createDirectories(folder.resolve("tables"));
        Files.writeString(site.resolve("units.tsv"), UNITS);
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(log);
    }

    @Test
    void missingDirectoryIsRefusedAtTheStart() {
        site = folder.resolve("absent");
        assertThatThrownBy(this::mapper).isInstanceOf(BadTablesException.class).hasMessageContaining("absent");
    }

    @Test
    void vanishedDirectoryLeavesTheLastGoodTablesInForceAndSaysSo() throws IOException {
        TablesMapper mapper = mapper();
        Path away = Files.move(site, folder.resolve("away"));
        map(mapper);
        map(mapper);
        assertThat(inForce).hasSize(1);
        assertThat(log.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getLevel()).isEqualTo(Level.ERROR))
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .contains("last good ones stay in force", "tables: no such directory"));
        Files.move(away, site);
        map(mapper);
        assertThat(inForce).hasSize(2);
    }

    @Test
    void changedTableIsInForceWithTheNextMessage() throws IOException {
        TablesMapper mapper = mapper();
        Files.writeString(site.resolve("units.tsv"), UNITS + "*\tRows\t{rows}\t\n");
        map(mapper);
        assertThat(inForce).hasSize(2);
    }

    private TablesMapper mapper() {
        return new TablesMapper(Optional.of(site), tables -> {
            inForce.add(tables);
            return (report, matching) -> new Mapped(List.of(), List.of());
        });
    }

    private static void map(TablesMapper mapper) {
        InstrumentId xn = new InstrumentId("sysmex-xn", "tables-test");
        LabReport report = Instruments.installed()
                .reader(xn, DeviceSettings.of(Instruments.installed().require("sysmex-xn"), ZoneId.of("Europe/Berlin")))
                .read(new Transcript(
                        new TranscriptId("01JDD5PX2GZZZZZZZZZZZZZZZZ"),
                        xn,
                        Instant.EPOCH,
                        XnMessages.of("27")
                                .result("WBC", "8.1", "10*3/uL", "N", "F")
                                .bytes()))
                .reports()
                .get(0);
        mapper.map(report);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(TablesMapper.class);
    }
}
