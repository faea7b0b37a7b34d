package org.aliquot.gateway.service;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.protocol.astm.link.FrameEncoder;

/** Invented messages in the manner of a Sysmex XN; no person is in them. */
final class XnMessages {
    private static final String HEADER = "H|\\^&|||   XN-550^00-22^11111^^^^AB000001||||||||E1394-97";

    private XnMessages() {}

    /** A message with so many results. */
    static String message(String specimen, int results) {
        StringBuilder text = new StringBuilder(HEADER).append('\r');
        text.append("P|1\r");
        text.append("O|1||3^1^").append(specimen).append("^B|^^^^WBC|||||||N||||||||||||||F\r");
        for (int i = 1; i <= results; i++) {
            text.append("R|")
                    .append(i)
                    .append("|^^^^WBC^1|")
                    .append(5 + i % 7)
                    .append(".20|10*3/uL||N||F||||20260310081512\r");
        }
        return text.append("L|1|N\r").toString();
    }

    static String message(String specimen) {
        return message(specimen, 2);
    }

    /** Each record a frame of its own, numbered from 1. */
    static List<byte[]> frames(String message) {
        List<byte[]> frames = new ArrayList<>();
        for (String record : message.split("(?<=\r)")) {
            frames.add(FrameEncoder.frame((frames.size() + 1) % 8, record.getBytes(US_ASCII), true));
        }
        return frames;
    }

    /** ENQ, frames, EOT in one stretch of bytes. */
    static byte[] session(String message) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(5);
        frames(message).forEach(all::writeBytes);
        all.write(4);
        return all.toByteArray();
    }
}
