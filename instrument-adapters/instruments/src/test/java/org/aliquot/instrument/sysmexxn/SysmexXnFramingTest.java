package org.aliquot.instrument.sysmexxn;

import static org.aliquot.instrument.Samples.onlyReport;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.aliquot.instrument.Reading;
import org.aliquot.instrument.Samples;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.protocol.astm.link.FrameEncoder;
import org.junit.jupiter.api.Test;

/** The same message is the same report however it is framed; a hole in it is never filled by guess. */
class SysmexXnFramingTest {
    private static final byte[] BARE = Samples.fixture(SysmexXnTest.class, "cbc-flagged.astm");

    /** One record a frame, as the analyzers do over a serial line. */
    private static byte[] recordByRecord(byte[] records) {
        ByteArrayOutputStream session = new ByteArrayOutputStream();
        session.write(5);
        int number = 1;
        for (String record : new String(records, StandardCharsets.ISO_8859_1).split("(?<=\r)")) {
            session.writeBytes(FrameEncoder.frame(number, record.getBytes(StandardCharsets.ISO_8859_1), true));
            number = (number + 1) % 8;
        }
        session.write(4);
        return session.toByteArray();
    }

    private static byte[] oneFrame(byte[] records) {
        return FrameEncoder.frame(1, records, true);
    }

    /** Frames of 240 characters cut records anywhere. */
    private static byte[] smallFrames(byte[] records) {
        ByteArrayOutputStream session = new ByteArrayOutputStream();
        session.write(5);
        List<byte[]> pieces = FrameEncoder.split(records, FrameEncoder.E1381_TEXT);
        for (int i = 0; i < pieces.size(); i++) {
            session.writeBytes(FrameEncoder.frame((i + 1) % 8, pieces.get(i), i == pieces.size() - 1));
        }
        session.write(4);
        return session.toByteArray();
    }

    private static Reading read(byte[] bytes) {
        return Samples.read(SysmexXn.KEY, bytes);
    }

    @Test
    void framingChangesNeitherTheReportNorItsId() {
        LabReport bare = onlyReport(read(BARE));
        for (byte[] framed : List.of(recordByRecord(BARE), oneFrame(BARE), smallFrames(BARE))) {
            LabReport report = onlyReport(read(framed));
            assertThat(report.id()).isEqualTo(bare.id());
            assertThat(report.findings()).isEmpty();
            assertThat(values(report.specimens())).isEqualTo(values(bare.specimens()));
        }
    }

    private static List<String> values(List<SpecimenReport> specimens) {
        return specimens.stream()
                .flatMap(specimen -> specimen.panels().stream())
                .flatMap(panel -> panel.results().stream())
                .map(Samples::shown)
                .toList();
    }

    @Test
    void aMessageCutShortIsNotFiled() {
        byte[] cut = java.util.Arrays.copyOf(BARE, BARE.length - 6);
        Reading reading = read(cut);
        assertThat(reading.reports()).isEmpty();
        assertThat(reading.faults())
                .extracting(fault -> fault.finding().reason())
                .contains(ReasonCode.MESSAGE_INCOMPLETE);
    }

    @Test
    void aMessageWithARefusedFrameIsNotFiled() {
        byte[] session = recordByRecord(BARE);
        String text = new String(session, StandardCharsets.ISO_8859_1);
        session[text.indexOf("11.42")] = '9';
        Reading reading = read(session);
        assertThat(reading.reports()).isEmpty();
        assertThat(reading.faults())
                .extracting(fault -> fault.finding().reason())
                .contains(ReasonCode.FRAME_REJECTED);
    }

    @Test
    void anUnreadableMessageDoesNotKeepTheOthersBack() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(recordByRecord(BARE));
        all.writeBytes(recordByRecord(Samples.fixture(SysmexXnTest.class, "result-before-order.astm")));
        all.writeBytes(recordByRecord(Samples.fixture(SysmexXnTest.class, "host-query.astm")));
        all.writeBytes(recordByRecord(Samples.fixture(SysmexXnTest.class, "rerun.astm")));
        Reading reading = read(all.toByteArray());
        assertThat(reading.messages()).hasSize(4);
        assertThat(reading.reports()).hasSize(2);
        assertThat(reading.faults()).hasSize(2);
    }
}
