package org.aliquot.gateway.service;

import static org.aliquot.gateway.service.GatewayFixture.bc;
import static org.aliquot.gateway.service.GatewayFixture.tight;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.aliquot.gateway.spool.QuarantineEntry;
import org.aliquot.gateway.spool.TranscriptFilter;
import org.aliquot.lab.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An HL7 analyzer on a real socket, well-behaved and not. */
@Timeout(60)
class MllpConnectionTest {
    private static final int KIB = 1024;

    @TempDir
    Path directory;

    @Test
    void aMessageIsKeptAnsweredAndDelivered() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, bc("bc-1"));
                RawAnalyzer analyzer = fixture.connect("bc-1")) {
            analyzer.send(block(BcMessages.message("17", "S-1")));
            assertThat(analyzer.block()).contains("\rMSA|AA|17");
            assertThat(fixture.gateway.spool().transcripts(TranscriptFilter.newest(10)))
                    .as("kept before the answer left")
                    .hasSize(1);
            fixture.sink.await(1);
            assertThat(fixture.sink.specimens()).containsExactly("S-1");
        }
    }

    @Test
    void twoMessagesInOneReadGetTwoAnswersInOrder() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, bc("bc-1"));
                RawAnalyzer analyzer = fixture.connect("bc-1")) {
            analyzer.send(block(BcMessages.message("1", "S-1")) + block(BcMessages.message("2", "S-2")));
            assertThat(analyzer.block()).contains("MSA|AA|1");
            assertThat(analyzer.block()).contains("MSA|AA|2");
            fixture.sink.await(2);
            assertThat(fixture.sink.specimens()).containsExactly("S-1", "S-2");
        }
    }

    @Test
    void garbageBeforeTheBlockIsKeptAndReported() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, bc("bc-1"));
                RawAnalyzer analyzer = fixture.connect("bc-1")) {
            analyzer.send("\u0000\u0001noise" + block(BcMessages.message("1", "S-1")));
            assertThat(analyzer.block()).contains("MSA|AA|1");
            assertThat(fixture.entry(ReasonCode.UNEXPECTED_BYTES).open()).isTrue();
            fixture.sink.await(1);
        }
    }

    @Test
    void aBlockThatIsNoHl7IsRefusedKeptAndReported() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, bc("bc-1"));
                RawAnalyzer analyzer = fixture.connect("bc-1")) {
            analyzer.send(block("good morning"));
            assertThat(analyzer.block()).contains("MSA|AR");
            GatewayFixture.await("an entry", () -> !fixture.entries().isEmpty());
            analyzer.send(block(BcMessages.message("2", "S-2")));
            assertThat(analyzer.block()).contains("MSA|AA|2");
            fixture.sink.await(1);
        }
    }

    @Test
    void aLineThatDiesMidBlockLeavesAnEntryWhichTheWholeResendResolves() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, bc("bc-1"))) {
            String whole = block(BcMessages.message("5", "S-5"));
            try (RawAnalyzer analyzer = fixture.connect("bc-1")) {
                analyzer.send(whole.substring(0, whole.length() - 20));
            }
            QuarantineEntry cut = fixture.entry(ReasonCode.MESSAGE_INCOMPLETE);
            fixture.settled();
            assertThat(fixture.sink.taken()).isEmpty();
            try (RawAnalyzer analyzer = fixture.connect("bc-1")) {
                analyzer.send(whole);
                assertThat(analyzer.block()).contains("MSA|AA|5");
            }
            GatewayFixture.await(
                    "resolved",
                    () -> !fixture.gateway
                            .spool()
                            .quarantine()
                            .show(cut.id())
                            .orElseThrow()
                            .open());
            assertThat(fixture.sink.specimens()).containsExactly("S-5");
        }
    }

    @Test
    void aMessageWithoutABlockCutInMidNumberIsNeverDelivered() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, bc("bc-1"))) {
            String whole = BcMessages.message("6", "S-6");
            int value = whole.indexOf("|7.10|");
            assertThat(value).isPositive();
            for (String bare : new String[] {whole.substring(0, value + 2), whole, whole + "\u001c\r"}) {
                try (RawAnalyzer analyzer = fixture.connect("bc-1")) {
                    analyzer.send(bare);
                }
            }
            GatewayFixture.await(
                    "three entries",
                    () -> fixture.entries().stream()
                                    .filter(e -> e.reason() == ReasonCode.MESSAGE_INCOMPLETE)
                                    .count()
                            == 3);
            fixture.settled();
            assertThat(fixture.sink.taken()).isEmpty();
            try (RawAnalyzer analyzer = fixture.connect("bc-1")) {
                analyzer.send(block(whole));
                assertThat(analyzer.block()).contains("MSA|AA|6");
            }
            fixture.sink.await(1);
            assertThat(fixture.sink.specimens()).containsExactly("S-6");
            GatewayFixture.await("sent whole: resolved", () -> fixture.entries().isEmpty());
        }
    }

    @Test
    void eachMessageOfOneBlockIsAnsweredUnderItsOwnControlId() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, bc("bc-1"));
                RawAnalyzer analyzer = fixture.connect("bc-1")) {
            String orderless = BcMessages.message("12", "S-12").replaceFirst("\rOBR[^\r]*", "");
            analyzer.send(block(BcMessages.message("11", "S-11") + orderless + BcMessages.message("13", "S-13")));
            assertThat(analyzer.block()).contains("\rMSA|AA|11");
            assertThat(analyzer.block()).contains("\rMSA|AE|12|").doesNotContain("S-12");
            assertThat(analyzer.block()).contains("\rMSA|AA|13");
            fixture.sink.await(2);
            assertThat(fixture.sink.specimens()).containsExactly("S-11", "S-13");
        }
    }

    @Test
    void anOversizedBlockIsRefusedEvenWhenItIsComplete() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(
                        directory, tight("bc-1", "mindray-bc", 2 * KIB, 64 * KIB, Duration.ofSeconds(2)));
                RawAnalyzer analyzer = fixture.connect("bc-1")) {
            String large = BcMessages.message("9", "S-9") + "NTE|1||" + "x".repeat(4000) + "\r";
            analyzer.send(block(large));
            assertThat(analyzer.block()).contains("MSA|AR|9");
            assertThat(fixture.entry(ReasonCode.OVERSIZED).finding().message()).contains("2048");
            fixture.settled();
            assertThat(fixture.sink.taken()).isEmpty();
            analyzer.send(block(BcMessages.message("10", "S-10")));
            assertThat(analyzer.block()).contains("MSA|AA|10");
        }
    }

    @Test
    void aBlockThatIsNeverEndedIsReportedAndTheLineClosed() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(
                        directory, tight("bc-1", "mindray-bc", 64 * KIB, 64 * KIB, Duration.ofMillis(400)));
                RawAnalyzer analyzer = fixture.connect("bc-1")) {
            analyzer.send("\u000bMSH|^~\\&|BC-5130|Example|||2026");
            analyzer.expectHangUp();
            assertThat(fixture.entry(ReasonCode.MESSAGE_INCOMPLETE).open()).isTrue();
        }
    }

    @Test
    void aBlockWithoutItsLastCarriageReturnIsAnsweredAfterAMoment() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, bc("bc-1"));
                RawAnalyzer analyzer = fixture.connect("bc-1")) {
            String whole = block(BcMessages.message("3", "S-3"));
            analyzer.send(whole.substring(0, whole.length() - 1));
            assertThat(analyzer.block()).contains("MSA|AA|3");
        }
    }

    @Test
    void aSenderThatNeverReadsItsAnswersIsCutOffAndTheOthersGoOn() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(
                        directory, tight("bc-1", "mindray-bc", 64 * KIB, 64 * KIB, Duration.ofSeconds(2)));
                RawAnalyzer deaf = RawAnalyzer.deaf(fixture.address("bc-1"))) {
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < 200_000; i++) {
                        deaf.send(block("noise " + i).repeat(20));
                    }
                } catch (java.io.IOException cutOff) {
                    Thread.currentThread().interrupt();
                }
            });
            sender.start();
            try (RawAnalyzer other = fixture.connect("bc-1")) {
                other.send(block(BcMessages.message("4", "S-4")));
                assertThat(other.block()).contains("MSA|AA|4");
            }
            sender.join(40_000);
            assertThat(sender.isAlive()).as("cut off").isFalse();
        }
    }

    static String block(String message) {
        return "\u000b" + message + "\u001c\r";
    }
}
