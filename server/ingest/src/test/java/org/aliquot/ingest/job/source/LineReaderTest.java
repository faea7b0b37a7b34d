package org.aliquot.ingest.job.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LineReaderTest {
    private static final int LONGEST = 20;

    @Example
    void linesHaveTheirNumbersAndOffsets() {
        assertThat(read("{1}\n\n  \r\n{22}\r\n{3}")).containsExactly("1@0-4 {1}", "4@9-15 {22}", "5@15-18 {3}");
    }

    @Example
    void aByteOrderMarkIsNoPartOfTheFirstLine() {
        assertThat(read("\uFEFF{1}\n\uFEFF{2}\n")).containsExactly("1@3-7 {1}", "2@7-14 \uFEFF{2}");
    }

    @Example
    void aLineThatIsTooLongIsPassedOverAndTheNextIsRead() {
        assertThat(read("x".repeat(LONGEST) + "\r\n" + "y".repeat(LONGEST + 1) + "\n{3}\n"))
                .containsExactly("1@0-22 " + "x".repeat(LONGEST), "2@22-44 too long", "3@44-48 {3}");
    }

    @Example
    void aLineOfTwoHundredMegabytesIsNotHeld() throws IOException {
        long length = 200L * 1024 * 1024;
        LineReader reader = new LineReader("huge", new EndlessLine(length), Position.START, 1024 * 1024);
        long before = usedMemory();

        Piece piece = reader.next();

        assertThat(piece).isEqualTo(new Piece.TooLong(1, 0, length));
        assertThat(usedMemory() - before).as("bytes held").isLessThan(50L * 1024 * 1024);
        assertThat(reader.next()).isNull();
    }

    @Example
    void aLineThatHasComeInPartIsNotAtHand() throws IOException {
        PipedOutputStream producer = new PipedOutputStream();
        LineReader reader = new LineReader("slow", new PipedInputStream(producer), Position.START, LONGEST);
        producer.write("{1}\n{2".getBytes(UTF_8));
        reader.next();

        assertThat(reader.isNextAtHand()).isFalse();

        producer.write("}\n".getBytes(UTF_8));
        assertThat(reader.isNextAtHand()).isTrue();
        assertThat(text(reader.next())).isEqualTo("2@4-8 {2}");
        assertThat(reader.isNextAtHand()).isFalse();
    }

    @Example
    void aPackedLineThatHasNotComeIsNotAtHand() throws IOException {
        PipedOutputStream producer = new PipedOutputStream();
        PipedInputStream packed = new PipedInputStream(producer);
        GZIPOutputStream packing = new GZIPOutputStream(producer, 512, true);
        packing.write("{1}\n{2}\n".getBytes(UTF_8));
        packing.flush();
        LineReader reader = new LineReader("slow", Unpacked.of(packed), Position.START, LONGEST);
        reader.next();

        assertThat(reader.isNextAtHand()).isTrue();
        reader.next();
        assertThat(reader.isNextAtHand()).isFalse();
    }

    @Example
    void aSourceThatBreaksOffThrowsAndItsLastPieceIsNoLine() throws IOException {
        InputStream broken =
                new java.io.SequenceInputStream(new ByteArrayInputStream("{1}\n{2".getBytes(UTF_8)), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("gone");
                    }
                });
        LineReader reader = new LineReader("broken", broken, Position.START, LONGEST);

        assertThat(reader.next()).isInstanceOf(Piece.Line.class);
        assertThatThrownBy(reader::next).isInstanceOf(IOException.class).hasMessage("gone");
    }

    @Property
    void anySplitOfTheBytesGivesTheSameLines(
            @ForAll @Size(max = 400) List<@IntRange(min = 0, max = 9) Integer> symbols, @ForAll long seed) {
        byte[] bytes = new byte[symbols.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = "{}ab\n\n\r \uFEFF".getBytes(UTF_8)[symbols.get(i)];
        }

        assertThat(read(new Split(bytes, new Random(seed)), Position.START))
                .isEqualTo(read(new ByteArrayInputStream(bytes), Position.START));
    }

    @Property
    void readingOnFromTheEndOfAnyLineGivesTheLinesAfterIt(
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 7) Integer> symbols) throws IOException {
        byte[] bytes = new byte[symbols.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) "{}ab\n\n\r ".charAt(symbols.get(i));
        }
        List<Piece> all = pieces(new ByteArrayInputStream(bytes), Position.START);
        List<String> texts = all.stream().map(LineReaderTest::text).toList();

        for (int i = 0; i < all.size(); i++) {
            Position after = new Position(all.get(i).number(), all.get(i).end());
            InputStream rest = new ByteArrayInputStream(bytes, (int) after.offset(), bytes.length);
            assertThat(read(rest, after)).isEqualTo(texts.subList(i + 1, texts.size()));
        }
    }

    private static List<String> read(String text) {
        return read(new ByteArrayInputStream(text.getBytes(UTF_8)), Position.START);
    }

    private static List<String> read(InputStream bytes, Position from) {
        return pieces(bytes, from).stream().map(LineReaderTest::text).toList();
    }

    private static List<Piece> pieces(InputStream bytes, Position from) {
        LineReader reader = new LineReader("test", bytes, from, LONGEST);
        List<Piece> pieces = new ArrayList<>();
        try {
            Piece piece;
            while ((piece = reader.next()) != null) {
                pieces.add(piece);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pieces;
    }

    /** As GZIPInputStream does: there is something, and how much it does not say. */
    @Example
    void aSourceThatSaysLittleOfWhatHasComeIsReadByTheBuffer() throws IOException {
        int[] reads = {0};
        byte[] lines = ("x".repeat(5_000) + "\n").repeat(200).getBytes(UTF_8);
        InputStream modest = new ByteArrayInputStream(lines) {
            @Override
            public int read(byte[] bytes, int offset, int length) {
                reads[0]++;
                return super.read(bytes, offset, length);
            }

            @Override
            public int available() {
                return Math.min(1, super.available());
            }
        };
        LineReader reader = new LineReader("modest", modest, Position.START, 10_000);
        int read = 0;
        while (reader.next() != null) {
            read++;
            reader.isNextAtHand();
        }

        assertThat(read).isEqualTo(200);
        assertThat(reads[0]).isLessThan(100);
    }

    private static String text(Piece piece) {
        String content =
                piece instanceof Piece.Line line ? new String(line.line().json(), UTF_8) : "too long";
        return piece.number() + "@" + piece.offset() + "-" + piece.end() + " " + content;
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Bytes in pieces of random size, one at least. */
    private static final class Split extends InputStream {
        private final byte[] bytes;
        private final Random random;
        private int next;

        Split(byte[] bytes, Random random) {
            this.bytes = bytes;
            this.random = random;
        }

        @Override
        public int read() {
            return next < bytes.length ? bytes[next++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (next == bytes.length) {
                return -1;
            }
            int n = Math.min(1 + random.nextInt(7), Math.min(length, bytes.length - next));
            System.arraycopy(bytes, next, into, offset, n);
            next += n;
            return n;
        }
    }

    /** So many bytes without a line feed. */
    private static final class EndlessLine extends InputStream {
        private long left;

        EndlessLine(long length) {
            this.left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int n = (int) Math.min(length, left);
            java.util.Arrays.fill(into, offset, offset + n, (byte) 'x');
            left -= n;
            return n;
        }
    }
}
