/**
 * HL7 version 2: segments, fields, acknowledgements.
 *
 * <p>One block's payload arrives at {@link org.aliquot.protocol.hl7v2.Hl7Message#parse}, a whole file at {@link
 * org.aliquot.protocol.hl7v2.Hl7Reader#read}; messages of segments leave, with byte ranges, and faults. {@link
 * org.aliquot.protocol.hl7v2.Hl7Acknowledgements} builds the answers.
 *
 * <p>The parser is ours, not HAPI HL7v2's: a result must point at the bytes it came from, and HAPI's model keeps no
 * positions; it refuses messages real instruments send (unknown versions and types, segments out of place), and it
 * believes MSH-18. In the tests HAPI is the oracle for what a field says.
 *
 * <p>It must not know what any instrument puts into a field.
 */
package org.aliquot.protocol.hl7v2;
