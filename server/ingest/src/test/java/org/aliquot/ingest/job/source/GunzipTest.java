package org.aliquot.ingest.job.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GunzipTest {
    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] together(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] unpacked(byte[] packed) throws IOException {
        try (InputStream in = new Gunzip(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    /** Hands out a few bytes at a time, and never has any at hand: a network. */
    private static InputStream slow(byte[] bytes, long seed) {
        Random random = new Random(seed);
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1 + random.nextInt(7)));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
    }

    @Property
    void everyMemberIsReadHoweverTheBytesCome(@ForAll @Size(max = 6) List<byte[]> members, @ForAll long seed)
            throws IOException {
        byte[] plain = together(members.toArray(byte[][]::new));
        byte[] packed = together(members.stream().map(GunzipTest::gzip).toArray(byte[][]::new));
        assertThat(unpacked(packed)).isEqualTo(plain);
        try (InputStream in = new Gunzip(slow(packed, seed))) {
            assertThat(in.readAllBytes()).isEqualTo(plain);
        }
    }

    @Test
    void whatBreaksOffAnywhereSaysSo() throws IOException {
        byte[] first = gzip("{\"a\":1}\n".repeat(50).getBytes(ISO_8859_1));
        byte[] both = together(first, gzip("{\"b\":2}\n".getBytes(ISO_8859_1)));
        for (int length = 1; length < both.length; length++) {
            byte[] cut = Arrays.copyOf(both, length);
            if (length == first.length) {
                assertThat(unpacked(cut)).hasSize(400);
            } else {
                assertThatThrownBy(() -> unpacked(cut)).as("%d bytes", length).isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    void whatIsDamagedSaysSoInEveryMember() {
        byte[] member = gzip("{\"a\":1}\n".repeat(50).getBytes(ISO_8859_1));
        for (int at : new int[] {0, 1, 2, member.length - 8, member.length - 1}) {
            byte[] damaged = member.clone();
            damaged[at] ^= 0x20;
            assertThatThrownBy(() -> unpacked(damaged)).as("byte %d", at).isInstanceOf(ZipException.class);
            assertThatThrownBy(() -> unpacked(together(member, damaged, member)))
                    .as("byte %d of the second", at)
                    .isInstanceOf(ZipException.class);
        }
    }

    @Test
    void somethingElseBehindTheLastMemberIsRefusedAndPaddingIsNot() throws IOException {
        byte[] member = gzip("{\"a\":1}\n".getBytes(ISO_8859_1));
        assertThatThrownBy(() -> unpacked(together(member, "garbage".getBytes(ISO_8859_1))))
                .isInstanceOf(ZipException.class)
                .hasMessageContaining("follows");
        assertThat(unpacked(together(member, new byte[512]))).hasSize(8);
        assertThatThrownBy(() -> unpacked(together(member, new byte[8], member)))
                .isInstanceOf(ZipException.class);
    }

    /** RFC 1952, 2.3: fields that GZIPOutputStream does not write. */
    @Test
    void everyFieldOfAHeaderIsPassedOver() throws IOException {
        byte[] member = gzip("{\"a\":1}\n".getBytes(ISO_8859_1));
        byte[] rest = Arrays.copyOfRange(member, 10, member.length);
        byte[] fields = together(
                bytes(0x1f, 0x8b, 8, 0x1f, 0, 0, 0, 0, 0, 3),
                bytes(3, 0, 7, 7, 7),
                "name\0".getBytes(ISO_8859_1),
                "comment\0".getBytes(ISO_8859_1),
                bytes(0, 0));
        assertThat(unpacked(together(fields, rest))).hasSize(8);
        assertThatThrownBy(() -> unpacked(bytes(0x1f, 0x8b, 8, 0x80, 0, 0, 0, 0, 0, 3, 3, 0)))
                .isInstanceOf(ZipException.class);
    }

    @Property
    void anyBytesEndOrSayWhyNot(@ForAll @Size(max = 200) byte[] anything) {
        byte[] packed = together(bytes(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3), anything);
        try {
            unpacked(packed);
        } catch (IOException e) {
            assertThat(e).isInstanceOfAny(EOFException.class, ZipException.class);
        }
    }
}
