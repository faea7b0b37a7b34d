package org.aliquot.instrument;

/** What a family speaks above its connection. */
public enum Protocol {
    /** ASTM E1381 frames (or none) around ASTM E1394 records; CLSI LIS01-A2 and LIS02-A2. */
    ASTM,
    /** HL7 v2 messages in MLLP blocks (or bare). */
    HL7V2
}
