package org.aliquot.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Bytes on a line in readable form: {@code <ENQ><STX>1H|\^&<CR><ETX>E5<CR><LF><EOT>}. */
public final class Wire {
    private static final Map<String, Character> CONTROLS = Map.ofEntries(
            Map.entry("<SOH>", '\u0001'),
            Map.entry("<STX>", '\u0002'),
            Map.entry("<ETX>", '\u0003'),
            Map.entry("<EOT>", '\u0004'),
            Map.entry("<ENQ>", '\u0005'),
            Map.entry("<ACK>", '\u0006'),
            Map.entry("<LF>", '\n'),
            Map.entry("<VT>", '\u000B'),
            Map.entry("<CR>", '\r'),
            Map.entry("<NAK>", '\u0015'),
            Map.entry("<ETB>", '\u0017'),
            Map.entry("<FS>", '\u001C'));

    private Wire() {}

    public static byte[] bytes(String readable) {
        String wire = readable;
        for (Map.Entry<String, Character> control : CONTROLS.entrySet()) {
            wire = wire.replace(control.getKey(), control.getValue().toString());
        }
        return wire.getBytes(StandardCharsets.UTF_8);
    }

    public static ByteBuffer buffer(String readable) {
        return ByteBuffer.wrap(bytes(readable));
    }

    public static String readable(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (char c : new String(bytes, StandardCharsets.UTF_8).toCharArray()) {
            String name = String.valueOf(c);
            for (Map.Entry<String, Character> control : CONTROLS.entrySet()) {
                if (control.getValue() == c) {
                    name = control.getKey();
                }
            }
            out.append(name);
        }
        return out.toString();
    }

    public static byte[] join(List<byte[]> parts) {
        int length = parts.stream().mapToInt(p -> p.length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        parts.forEach(all::put);
        return all.array();
    }

    /** Feeds bytes in pieces of the given lengths, over and over until all are fed. */
    public static <F> List<F> decode(FrameDecoder<F> decoder, byte[] bytes, List<Integer> pieces) {
        List<F> out = new ArrayList<>();
        int at = 0;
        int piece = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, pieces.get(piece++ % pieces.size()));
            decoder.feed(ByteBuffer.wrap(bytes, at, length), out::add);
            at += length;
        }
        return out;
    }
}
