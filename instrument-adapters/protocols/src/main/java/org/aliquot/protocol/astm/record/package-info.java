/**
 * The ASTM record layer: E1394-97 / CLSI LIS02-A2.
 *
 * <p>Raw bytes of any form arrive at {@link org.aliquot.protocol.astm.record.AstmTranscripts#read}: whole sessions, frames
 * alone, bare records. An {@link org.aliquot.protocol.astm.record.AstmConversation} leaves: messages H to L, and a fault
 * for everything that could not be read, each with its byte range. {@link org.aliquot.protocol.astm.record.AstmWriter}
 * goes the other way.
 *
 * <p>A message is complete only when it begins with H, ends with L, and no frame in between is known to be missing. It must
 * not know what any instrument puts into a field.
 */
package org.aliquot.protocol.astm.record;
