package org.aliquot.gateway.peer;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses that begin alike, as written: {@code 10.20.0.0/24}, {@code 2001:db8::/32}, or one address alone. IPv4 and IPv6
 * are worlds apart ({@code ::/0} holds no IPv4 address), but an IPv4 address written as IPv6, {@code ::ffff:10.20.0.7}, is
 * that IPv4 address (RFC 4291 §2.5.5.2), in a range as in a peer. Names are refused: whoever answers for them could change
 * the list.
 */
public final class AddressRange {
    private static final Pattern IPV4 = Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

    private static final int IPV4_BYTES = 4;
    private static final int MAPPED_BITS = 96;

    private final String text;
    private final byte[] first;
    private final int prefix;

    private AddressRange(String text, byte[] first, int prefix) {
        this.text = text;
        this.first = first;
        this.prefix = prefix;
    }

    /** @throws IllegalArgumentException saying what is wrong and what was expected */
    public static AddressRange parse(String text) {
        String stripped = text == null ? "" : text.strip();
        int slash = stripped.indexOf('/');
        String address = slash < 0 ? stripped : stripped.substring(0, slash);
        byte[] bytes = literal(address).orElseThrow(() -> bad(stripped, "no address"));
        int bits = bytes.length * 8;
        int prefix = bits;
        if (slash >= 0) {
            String digits = stripped.substring(slash + 1);
            if (!PREFIX.matcher(digits).matches()) {
                throw bad(stripped, "no number of bits after the slash");
            }
            boolean mapped = bytes.length == IPV4_BYTES && address.indexOf(':') >= 0;
            prefix = Integer.parseInt(digits) - (mapped ? MAPPED_BITS : 0);
            if (prefix < 0 || prefix > bits) {
                throw bad(stripped, "its prefix is out of range");
            }
        }
        byte[] network = cut(bytes, prefix);
        if (!Arrays.equals(network, bytes)) {
            throw bad(
                    stripped,
                    "the address goes on after its prefix; is it " + shown(network) + "/" + prefix + " or "
                            + shown(bytes) + "?");
        }
        return new AddressRange(stripped, network, prefix);
    }

    /** Whether the address is one of these. */
    public boolean contains(InetAddress address) {
        byte[] bytes = unmapped(address.getAddress());
        return bytes.length == first.length && Arrays.equals(cut(bytes, prefix), first);
    }

    @Override
    public String toString() {
        return text;
    }

    /** The bytes of an address in figures, 4 or 16 of them; never asks a name server. */
    private static Optional<byte[]> literal(String address) {
        if (IPV4.matcher(address).matches()) {
            byte[] bytes = new byte[IPV4_BYTES];
            String[] parts = address.split("\\.", -1);
            for (int i = 0; i < bytes.length; i++) {
                int part = Integer.parseInt(parts[i]);
                if (part > 255) {
                    return Optional.empty();
                }
                bytes[i] = (byte) part;
            }
            return Optional.of(bytes);
        }
        if (!IPV6.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            // With a colon in it this is taken for figures or refused, but not looked up.
            return Optional.of(unmapped(InetAddress.getByName(address).getAddress()));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static byte[] unmapped(byte[] bytes) {
        if (bytes.length == IPV4_BYTES || bytes[10] != -1 || bytes[11] != -1) {
            return bytes;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return bytes;
            }
        }
        return Arrays.copyOfRange(bytes, 12, 16);
    }

    /** The address with all bits after the prefix cleared. */
    private static byte[] cut(byte[] bytes, int prefix) {
        byte[] cut = bytes.clone();
        for (int i = 0; i < cut.length; i++) {
            int kept = Math.max(0, Math.min(8, prefix - 8 * i));
            cut[i] = (byte) (cut[i] & (0xFF << (8 - kept)));
        }
        return cut;
    }

    private static String shown(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    private static IllegalArgumentException bad(String text, String why) {
        return new IllegalArgumentException("\"" + text + "\": " + why
                + "; expected an address or a range in figures, such as 10.20.0.7, 10.20.0.0/24 or 2001:db8:20::/64");
    }
}
