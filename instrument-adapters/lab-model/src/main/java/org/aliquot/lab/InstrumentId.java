package org.aliquot.lab;

import java.util.Objects;

/**
 * Who is speaking: the dialect its family speaks ({@code sysmex-xn}) and the one device at its bench ({@code bench-2}).
 *
 * @param dialect key of the instrument family, also the key of its code tables
 * @param device name of this device in the laboratory's configuration, unique there
 */
public record InstrumentId(String dialect, String device) {
    public InstrumentId {
        Objects.requireNonNull(dialect, "dialect");
        Objects.requireNonNull(device, "device");
    }

    /** As it stands in logs and messages: {@code sysmex-xn/bench-2}. */
    @Override
    public String toString() {
        return dialect + "/" + device;
    }
}
