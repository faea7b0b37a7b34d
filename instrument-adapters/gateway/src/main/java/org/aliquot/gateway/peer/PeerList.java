package org.aliquot.gateway.peer;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/** Who may connect. */
public final class PeerList {
    /** No list was given: everyone may. */
    public static final PeerList EVERYONE = new PeerList(List.of());

    private final List<AddressRange> ranges;

    private PeerList(List<AddressRange> ranges) {
        this.ranges = ranges;
    }

    /**
     * The list as configured.
     *
     * @param ranges see {@link AddressRange}; at least one
     * @throws IllegalArgumentException naming the first that is wrong
     */
    public static PeerList of(List<String> ranges) {
        Objects.requireNonNull(ranges, "ranges");
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("empty; name who may connect, or leave it out to let in everyone");
        }
        return new PeerList(ranges.stream().map(AddressRange::parse).toList());
    }

    public boolean admits(InetAddress peer) {
        return ranges.isEmpty() || ranges.stream().anyMatch(range -> range.contains(peer));
    }
}
