/**
 * What each family of instruments means by its records: from the bytes of one conversation to
 * {@link org.aliquot.lab.LabReport}.
 *
 * <p>Arrives: a {@link org.aliquot.lab.Transcript} and the {@link org.aliquot.instrument.DeviceSettings} of its sender.
 * Leaves: a {@link org.aliquot.instrument.Reading}: one entry for each message, read or not, and whatever bytes belong
 * to none.
 *
 * <p>Start at {@link org.aliquot.instrument.Instruments} (which families there are), then
 * {@link org.aliquot.instrument.InstrumentReader} (how bytes become reports), then one family's own package
 * ({@code sysmexxn}, {@code mindraybc}). {@link org.aliquot.instrument.ResultValues} and
 * {@link org.aliquot.instrument.ReferenceRanges} read what all families write alike.
 *
 * <p>Two rules hold everywhere. A record that cannot be tied to its specimen without guessing makes its whole message
 * unreadable; it then waits in quarantine. A field that cannot be read is kept as text and reported as a warning; the
 * rest of the message stands.
 *
 * <p>Must not know: sockets, files, threads, the clock, FHIR, storage.
 */
package org.aliquot.instrument;
