package org.aliquot.gateway.service;

import static org.aliquot.gateway.service.GatewayFixture.bc;
import static org.aliquot.gateway.service.GatewayFixture.xn;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.aliquot.gateway.simulator.InstrumentSimulator;
import org.aliquot.gateway.simulator.SendResult;
import org.aliquot.gateway.simulator.SendSettings;
import org.aliquot.lab.Finding;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Captured messages, played through the whole gateway; skipped where the folder of captures is not there. */
@Timeout(60)
class CorpusSendTest {
    private static final SendSettings SETTINGS = SendSettings.standard().answeringWithin(Duration.ofSeconds(10));

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "sysmex-xn, hematology/astm/sysmex-xn550-result.astm, RECORD",
        "sysmex-xn, hematology/astm/sysmex-xn550-result.astm, MESSAGE",
        "sysmex-xn, hematology/astm/sysmex-xp100-result.astm, RECORD",
        "mindray-bc, hematology/hl7v2/mindray-bc5130-oru-patient.hl7, RECORD",
        "mindray-bc, hematology/hl7v2/mindray-bc5380-oru-histograms.hl7, RECORD"
    })
    void aCapturedMessageIsAcknowledgedAndReachesTheSinkWhole(
            String instrument, String name, SendSettings.Framing framing) throws Exception {
        Path file = Path.of(System.getProperty("aliquot.corpus", "none")).resolve(name);
        Assumptions.assumeTrue(Files.isReadable(file), "no captured messages here: " + name);
        try (GatewayFixture fixture =
                new GatewayFixture(directory, instrument.equals("sysmex-xn") ? xn("device") : bc("device"))) {
            String address = fixture.address("device");
            int colon = address.lastIndexOf(':');
            SendResult result = new InstrumentSimulator(SETTINGS.with(framing), Clock.systemUTC())
                    .send(
                            instrument,
                            address.substring(0, colon),
                            Integer.parseInt(address.substring(colon + 1)),
                            Files.readAllBytes(file));
            assertThat(result.allAcknowledged()).as(result.toString()).isTrue();
            fixture.sink.await(result.sent());
            fixture.settled();
            assertThat(fixture.gateway.spool().quarantine().openCount(Finding.Severity.ERROR))
                    .isZero();
        }
    }
}
