package org.aliquot.protocol.hl7v2;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One HL7 v2 message.
 *
 * @param segments MSH first, in the order sent; never empty
 * @param charset what the bytes were decoded with: the device's configured one, whatever MSH-18 says
 * @param from first byte in the raw input, counted from 0
 * @param to one past the last byte in the raw input
 * @param complete false when the block it came in never ended, or a block was required and there was none: the message
 *     may have been longer
 * @param text the segments without framing, each ended by CR, in the bytes sent: for content digests; not copied, treat as
 *     read-only
 */
public record Hl7Message(
        List<Hl7Segment> segments,
        Hl7Delimiters delimiters,
        Charset charset,
        int from,
        int to,
        boolean complete,
        byte[] text) {
    public Hl7Message {
        segments = List.copyOf(segments);
        Objects.requireNonNull(delimiters, "delimiters");
        Objects.requireNonNull(charset, "charset");
        Objects.requireNonNull(text, "text");
        if (segments.isEmpty() || !segments.get(0).name().equals("MSH")) {
            throw new IllegalArgumentException("a message begins with MSH");
        }
    }

    /**
     * Reads one message, such as the payload of one MLLP block. Faults that leave a message readable are not told here;
     * {@link Hl7Reader} tells them.
     *
     * @param configured the device's character set; it wins over MSH-18, which real devices get wrong
     * @throws Hl7FormatException when there is no MSH, or more than one message
     */
    public static Hl7Message parse(byte[] payload, Charset configured) throws Hl7FormatException {
        SegmentReader reader = new SegmentReader(configured);
        reader.read(payload, 0, payload.length, 0, SegmentReader.Whole.ALL);
        List<Hl7Message> messages = reader.messages();
        if (messages.size() != 1) {
            throw new Hl7FormatException(payload.length + " bytes hold " + messages.size()
                    + " messages: expected one, beginning with MSH and its delimiters");
        }
        return messages.get(0);
    }

    /** MSH. */
    public Hl7Segment header() {
        return segments.get(0);
    }

    /** A field of MSH, by HL7's number. */
    public String field(int n) {
        return header().field(n);
    }

    /** All segments of a name, in order. */
    public Stream<Hl7Segment> segments(String name) {
        return segments.stream().filter(s -> s.name().equals(name));
    }

    /** Message code and trigger event of MSH-9, {@code ORU^R01}; without {@code ^} when there is no event. */
    public String type() {
        String event = header().component(9, 2);
        return event.isEmpty() ? header().component(9, 1) : header().component(9, 1) + "^" + event;
    }

    /** MSH-10. Not unique: some devices always send 1. */
    public String controlId() {
        return field(10);
    }

    /** MSH-11, first component: P production, T training, D debugging; devices also use Q. */
    public String processingId() {
        return header().component(11, 1);
    }

    /** MSH-12, first component. */
    public String version() {
        return header().component(12, 1);
    }

    /** Never the text: it names patients. */
    @Override
    public String toString() {
        return "Hl7Message[" + segments.size() + " segments, bytes " + from + ".." + to
                + (complete ? "" : ", incomplete") + "]";
    }
}
