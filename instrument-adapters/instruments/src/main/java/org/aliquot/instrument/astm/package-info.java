/**
 * What all ASTM families share: records put under their patient and order, and whole transcripts read.
 *
 * <p>Arrives: messages of {@code org.aliquot.protocol.astm.record}. Leaves: a
 * {@link org.aliquot.instrument.astm.MessageTree} for a dialect; {@link org.aliquot.instrument.astm.AstmInstrumentReader}
 * joins the protocol's transcript reader with a dialect.
 *
 * <p>Must not know: any one family's meaning of a field.
 */
package org.aliquot.instrument.astm;
