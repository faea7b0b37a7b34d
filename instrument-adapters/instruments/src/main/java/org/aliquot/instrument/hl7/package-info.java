/**
 * What all HL7 v2 families share: segments put under their patient and order, statuses, and whole transcripts read.
 *
 * <p>Arrives: messages of {@code org.aliquot.protocol.hl7v2}. Leaves: a
 * {@link org.aliquot.instrument.hl7.ResultTree} for a dialect; {@link org.aliquot.instrument.hl7.Hl7InstrumentReader}
 * joins the protocol's reader with a dialect and says how each message is to be answered.
 *
 * <p>Must not know: any one family's meaning of a field.
 */
package org.aliquot.instrument.hl7;
