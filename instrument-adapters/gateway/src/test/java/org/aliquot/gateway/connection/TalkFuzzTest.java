package org.aliquot.gateway.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.aliquot.gateway.GatewayMetrics;
import org.aliquot.gateway.spool.Spool;
import org.aliquot.gateway.spool.TranscriptFilter;
import org.aliquot.instrument.Instruments;
import org.aliquot.protocol.astm.link.FrameEncoder;

/** Damaged conversations: no exception, no hang, and what was acknowledged is in the spool. */
class TalkFuzzTest {
    private static final String XN =
            "H|\\^&|||XN-550\rP|1\rO|1||3^1^S-1^B|^^^^WBC\rR|1|^^^^WBC^1|5.20|10*3/uL\rL|1|N\r";
    private static final String BC = "\u000bMSH|^~\\&|BC|L|||20260310081512||ORU^R01|1|P|2.3.1\rPID|1\r"
            + "OBR|1||S-1|00001^Automated Count^99MRC\rOBX|1|NM|6690-2^WBC^LN||7.10|10*9/L|4-10|N|||F\r\u001c\r";

    private static final AtomicInteger conversations = new AtomicInteger();
    private static Path directory;
    private static Spool spool;

    @BeforeContainer
    static void open() throws IOException {
        directory = Files.createTempDirectory("talk-fuzz");
        spool = Spool.open(directory, Clock.systemUTC());
    }

    @AfterContainer
    static void close() throws IOException {
        spool.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(TalkFuzzTest::delete);
        }
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void damagedAstmIsAnsweredOrIgnoredAndNeverLosesAnAcknowledgedFrame(
            @ForAll long seed, @ForAll @IntRange(max = 30) int damages) {
        ByteArrayOutputStream session = new ByteArrayOutputStream();
        session.write(5);
        int number = 1;
        for (String record : XN.split("(?<=\r)")) {
            session.writeBytes(FrameEncoder.frame(number++ % 8, record.getBytes(ISO_8859_1), true));
        }
        session.write(4);
        Conversation heard = play("sysmex-xn", session.toByteArray(), new Random(seed), damages);
        int acknowledged = 0;
        for (byte answer : heard.answers) {
            acknowledged += answer == 6 ? 1 : 0;
        }
        if (damages == 0) {
            // ENQ and five frames, unless a split put ENQ and a frame into one read.
            assertThat(acknowledged).isEqualTo(6);
            assertThat(heard.kept).isEqualTo(session.toByteArray());
        }
        assertThat(heard.kept.length).isLessThanOrEqualTo(heard.sent);
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void damagedMllpIsAnsweredOrIgnoredAndKept(@ForAll long seed, @ForAll @IntRange(max = 30) int damages) {
        Conversation heard = play("mindray-bc", (BC + BC).getBytes(ISO_8859_1), new Random(seed), damages);
        if (damages == 0) {
            assertThat(new String(heard.answers, ISO_8859_1).split("MSA\\|AA\\|1", -1))
                    .hasSize(3);
            assertThat(heard.kept).isEqualTo((BC + BC).getBytes(ISO_8859_1));
        }
        assertThat(heard.kept.length).isLessThanOrEqualTo(heard.sent);
    }

    private record Conversation(byte[] answers, byte[] kept, int sent) {}

    private static Conversation play(String instrument, byte[] good, Random random, int damages) {
        byte[] bytes = damage(good, random, damages);
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        String device = "fuzz-" + conversations.incrementAndGet();
        ConnectionSettings settings = ConnectionSettings.listening(device, instrument, "5001", "UTC");
        Line line =
                new Line(settings, Instruments.installed(), spool, Clock.systemUTC(), GatewayMetrics.NONE, told -> {});
        Talk talk = line.talk(answers::writeBytes);
        Instant now = Instant.now();
        int at = 0;
        while (at < bytes.length && talk.mustClose().isEmpty()) {
            int count = Math.min(bytes.length - at, 1 + random.nextInt(20));
            talk.onBytes(ByteBuffer.wrap(bytes, at, count), now);
            talk.onTick(now);
            at += count;
            now = now.plusMillis(random.nextInt(damages == 0 ? 10 : 5000));
        }
        talk.onDisconnect(now);
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        TranscriptFilter mine = new TranscriptFilter(Optional.of(device), Optional.empty(), Optional.empty(), 1000);
        spool.transcripts(mine).stream()
                .sorted(Comparator.comparing(t -> t.id()))
                .forEach(t ->
                        kept.writeBytes(spool.transcript(t.id()).orElseThrow().bytes()));
        return new Conversation(answers.toByteArray(), kept.toByteArray(), bytes.length);
    }

    /** Flips, drops, doubles and inserts bytes, control characters above all. */
    private static byte[] damage(byte[] good, Random random, int damages) {
        byte[] bytes = good.clone();
        for (int i = 0; i < damages; i++) {
            int at = random.nextInt(bytes.length);
            ByteArrayOutputStream next = new ByteArrayOutputStream();
            next.write(bytes, 0, at);
            int kind = random.nextInt(4);
            if (kind == 0) {
                next.write(random.nextInt(32));
            } else if (kind == 1) {
                next.write(bytes[at] ^ (1 << random.nextInt(8)));
            } else if (kind == 2) {
                next.write(bytes[at]);
                next.write(bytes[at]);
            }
            next.write(bytes, at + 1, bytes.length - at - 1);
            bytes = next.toByteArray();
        }
        return bytes;
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
