/**
 * The Sysmex XN family over ASTM E1381/E1394, key {@code sysmex-xn}: XN-L (330, 350, 430, 450, 530, 550), XN-1000, 2000,
 * 3000, 9000, and the older counters of the line that write the same records (XP, XS, XT, XE, KX, pocH).
 *
 * <p>Arrives: messages H, P, O, R with comments. Leaves: one {@link org.aliquot.lab.LabReport} a message; blood counts
 * as results, suspect and abnormal messages as {@link org.aliquot.lab.SuspectFlag}, names of picture files as
 * attachments, control blood as {@link org.aliquot.lab.ControlReport}.
 *
 * <p>Where the family's records differ from the standard, {@code server/docs/spec-readings.md} says how they are read.
 * A specimen number with id entry {@code A} was made up by the analyzer and stands on no tube; one that begins with
 * {@code ERR} is a bar code that could not be read: neither identifies a specimen of the laboratory.
 */
package org.aliquot.instrument.sysmexxn;
