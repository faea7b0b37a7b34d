package org.aliquot.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.protocol.Wire;
import org.aliquot.protocol.mllp.MllpEvent;
import org.junit.jupiter.api.Test;

class MllpSessionTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final List<String> log = new ArrayList<>();
    private final MllpReceiver receiver = new MllpReceiver(100, Duration.ofSeconds(30), new MllpReceiver.Listener() {
        @Override
        public void block(MllpEvent.Block block) {
            log.add("block " + Wire.readable(block.payload()));
        }

        @Override
        public void strayBytes(MllpEvent.Stray stray) {
            log.add("stray " + Wire.readable(stray.raw()));
        }

        @Override
        public void oversized(MllpEvent.Oversized oversized) {
            log.add("oversized " + oversized.size());
        }
    });
    private final MllpSender sender =
            new MllpSender(100, Duration.ofSeconds(30), b -> log.add("> " + Wire.readable(b)));

    @Test
    void eachBlockIsHandedOver() {
        receiver.onBytes(Wire.buffer("<VT>A<FS><CR><VT>B<FS><CR>"), NOON);
        assertThat(log).containsExactly("block A", "block B");
        assertThat(receiver.deadline()).isEmpty();
    }

    @Test
    void aBlockWithoutItsLastCrIsTakenAfterAShortWait() {
        receiver.onBytes(Wire.buffer("<VT>A<FS>"), NOON);
        assertThat(log).isEmpty();
        receiver.onTick(receiver.deadline().orElseThrow());
        assertThat(log).containsExactly("block A");
        receiver.onBytes(Wire.buffer("<CR>"), NOON.plusSeconds(1));
        receiver.onDisconnect();
        assertThat(log).containsExactly("block A");
    }

    @Test
    void aBlockCutByALostConnectionOrSilenceIsStray() {
        receiver.onBytes(Wire.buffer("<VT>A"), NOON);
        receiver.onTick(NOON.plusSeconds(29));
        assertThat(log).isEmpty();
        receiver.onTick(NOON.plusSeconds(30));
        assertThat(log).containsExactly("stray <VT>A");
        receiver.onBytes(Wire.buffer("<VT>B"), NOON.plusSeconds(31));
        receiver.onDisconnect();
        assertThat(log).containsExactly("stray <VT>A", "stray <VT>B");
    }

    @Test
    void anOversizedBlockIsReported() {
        receiver.onBytes(Wire.buffer("<VT>" + "A".repeat(200) + "<FS><CR>"), NOON);
        assertThat(log).containsExactly("oversized 203");
    }

    @Test
    void oneMessageIsSentAndItsAnswerHandedOver() {
        sender.send(Wire.bytes("A"), result(), NOON);
        assertThatThrownBy(() -> sender.send(Wire.bytes("B"), result(), NOON))
                .isInstanceOf(IllegalStateException.class);
        sender.onBytes(Wire.buffer("<VT>AA<FS><CR>"));
        sender.onBytes(Wire.buffer("<VT>late<FS><CR>"));
        assertThat(log).containsExactly("> <VT>A<FS><CR>", "answered AA");
        assertThat(sender.deadline()).isEmpty();
    }

    @Test
    void noAnswerInTimeOrALostConnectionIsAFailure() {
        sender.send(Wire.bytes("A"), result(), NOON);
        sender.onTick(NOON.plusSeconds(30));
        sender.send(Wire.bytes("B"), result(), NOON);
        sender.onDisconnect();
        assertThat(log)
                .containsExactly("> <VT>A<FS><CR>", "failed NO_REPLY", "> <VT>B<FS><CR>", "failed CONNECTION_LOST");
    }

    private MllpSender.Listener result() {
        return new MllpSender.Listener() {
            @Override
            public void answered(byte[] payload) {
                log.add("answered " + Wire.readable(payload));
            }

            @Override
            public void failed(MllpSender.Failure reason) {
                log.add("failed " + reason);
            }
        };
    }
}
