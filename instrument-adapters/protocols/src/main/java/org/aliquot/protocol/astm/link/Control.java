package org.aliquot.protocol.astm.link;

/** The control characters of E1381 / CLSI LIS01-A2, as they travel. */
public final class Control {
    public static final byte SOH = 0x01;
    public static final byte STX = 0x02;
    public static final byte ETX = 0x03;
    public static final byte EOT = 0x04;
    public static final byte ENQ = 0x05;
    public static final byte ACK = 0x06;
    public static final byte LF = 0x0A;
    public static final byte CR = 0x0D;
    public static final byte NAK = 0x15;
    public static final byte ETB = 0x17;

    private Control() {}
}
