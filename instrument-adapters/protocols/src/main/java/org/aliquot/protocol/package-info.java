/**
 * What laboratories' instruments speak on the line, below what any one instrument means by it.
 *
 * <p>Bytes arrive, with the time; frames, records, segments and the bytes to answer leave. Nothing here opens a socket or a
 * file, starts a thread or asks what time it is, and nothing knows the lab model: what field 4 of an R record means for one
 * analyzer is {@code org.aliquot.instrument}'s business.
 *
 * <pre>
 * .astm.link    bytes → frames (E1381 / CLSI LIS01-A2), and the rule which frame is new, a repeat or wrong
 * .astm.record  raw bytes of any form → messages of records (E1394 / CLSI LIS02-A2), with byte ranges; and back
 * .mllp         bytes → blocks, and back
 * .hl7v2        raw bytes of any form → messages of segments, with byte ranges; acknowledgements
 * .session      who may speak, when, and what is answered: both sides of ASTM and MLLP, with their timers
 * </pre>
 *
 * <p>The link layer and the record layer do not know each other: vendor texts travel in E1381 frames, and LIS02 records
 * travel without any.
 */
package org.aliquot.protocol;
