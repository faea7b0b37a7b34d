package org.aliquot.server.fhir.limit;

/**
 * What a body going by will take of memory once HAPI has made objects of it: of each byte a few, and of each element, however short, some
 * hundred. Reckoned high: for Bundles of results half as much again as was measured.
 */
public final class BodyCost {
    private static final int OF_BYTE = 4;
    private static final int OF_ELEMENT = 400;
    private static final int OF_MEMBER = 200;

    private boolean isInString;
    private boolean isEscaped;
    private final boolean isXml;
    private long bytes;

    /** @param isXml else JSON, or a form */
    public BodyCost(boolean isXml) {
        this.isXml = isXml;
    }

    /** The body's next byte. */
    public void next(int b) {
        bytes += OF_BYTE;
        if (isXml) {
            if (b == '<') {
                bytes += OF_ELEMENT;
            } else if (b == '=') {
                bytes += OF_MEMBER;
            }
        } else if (isInString) {
            isInString = b != '"' || isEscaped;
            isEscaped = b == '\\' && !isEscaped;
        } else if (b == '"') {
            isInString = true;
            isEscaped = false;
        } else if (b == '{' || b == '[') {
            bytes += OF_ELEMENT;
        } else if (b == ',') {
            bytes += OF_MEMBER;
        }
    }

    /** So far. */
    public long bytes() {
        return bytes;
    }
}
