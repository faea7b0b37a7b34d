/**
 * The Mindray BC-5000 series and its successors over HL7 v2.3.1 (MLLP), key {@code mindray-bc}: BC-5000, 5130, 5150,
 * 5300, 5380, 5390, BC-6000 lineage; counters of other makers built on the same protocol are read alike.
 *
 * <p>Arrives: {@code ORU^R01} messages. Leaves: one {@link org.aliquot.lab.LabReport} a message; numeric observations as
 * results, modes as {@link org.aliquot.lab.RunContext}, {@code T}/{@code F} messages as
 * {@link org.aliquot.lab.SuspectFlag}, histograms and scattergrams as attachments, quality control as
 * {@link org.aliquot.lab.ControlReport}. A manual count is a panel of its own beside the automated one.
 *
 * <p>Where the family's segments differ from the standard, {@code server/docs/spec-readings.md} says how they are read.
 */
package org.aliquot.instrument.mindraybc;
