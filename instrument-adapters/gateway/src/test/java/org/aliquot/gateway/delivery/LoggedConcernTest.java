package org.aliquot.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.aliquot.gateway.spool.Concern;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.lab.TranscriptId;
import org.junit.jupiter.api.Test;

class LoggedConcernTest {
    @Test
    void theLogSaysWhereAndWhyButNothingThatWasSent() {
        Transcript raw = new Transcript(
                new TranscriptId("01J0000000000000000000000A"),
                new InstrumentId("sysmex-xn", "xn-1"),
                Instant.EPOCH,
                new byte[300]);
        Finding finding = Finding.warning(ReasonCode.UNMATCHED_SPECIMEN, "no specimen \"ROE JANE\"\nERROR forged")
                .at("O|1");
        assertThat(TranscriptDelivery.logged(raw, new Concern(new ByteRange(10, 200), Optional.empty(), finding)))
                .isEqualTo("xn-1 (sysmex-xn): transcript 01J0000000000000000000000A, O|1, bytes 10..200:"
                        + " unmatched-specimen");
    }
}
