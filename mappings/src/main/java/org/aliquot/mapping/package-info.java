/**
 * From what an analyzer said to FHIR R4: {@link org.aliquot.lab.LabReport} → resources.
 *
 * <p>Arrives: a report, and through {@link org.aliquot.mapping.Matching} what the laboratory knows of its specimens.
 * Leaves: {@link org.aliquot.mapping.Mapped}, the resources in an order in which each stands after those it refers to,
 * and one finding for each code, unit or value that no table has. Codes come from {@code org.aliquot.terminology}; the
 * profiles that the resources keep are in {@code ig/}.
 *
 * <pre>
 * message            Device, Provenance (agent: Device and this program; entity: the kept bytes)
 * specimen           Patient (only where nobody looked for a registered one), Specimen (unless registered)
 * panel              Observation with hasMember, DiagnosticReport
 * result             Observation
 * suspect flag       interpretation (raised) and note of the panel's Observation; never a result
 * control            Observations about the Device, with the control material as Specimen; never a DiagnosticReport
 * unmatched specimen no link to any Patient; a Task for a person
 * </pre>
 *
 * <p>Identity. An id is a digest of a key, so one key is one resource, however often it comes:
 *
 * <ul>
 *   <li>Observation: device, accession number (or control id), panel code, test code, run, moment of measurement, and
 *       which occurrence of all these in the message. A correction has the same key and is a new version; a rerun has
 *       another run or moment and is another Observation. Where the device tells no moment to the minute, the message's
 *       own id takes its place, for tube numbers come again. Without a number the message's digest stands for it: two
 *       specimens without one are two. The patient is no part of it, for a corrected name moves the results and does not
 *       double them; it becomes one where the server has another patient's result with another value under the key
 *       ({@link org.aliquot.mapping.Matching#filed}).
 *   <li>DiagnosticReport: as its panel's Observation.
 *   <li>Specimen: device, accession number, day, stated patient number; two tubes of one number are not merged.
 *   <li>Device: its name in the laboratory's configuration. Patient, as stated: device and stated number.
 *   <li>Provenance: the message ({@link org.aliquot.mapping.Ids#provenance}). Task: the specimen's first
 *       DiagnosticReport in the message.
 * </ul>
 *
 * <p>Reading order: {@link org.aliquot.mapping.FhirReportMapper} → {@code Subject}, {@code Filing} → {@code Panels} →
 * {@code Observations} → {@code CodedTest}, {@code Values}, {@code Interpretations}, {@code Ranges}.
 *
 * <p>Must not know: storage, transport, the clock, Spring, HAPI's JPA server. All times are the message's.
 */
package org.aliquot.mapping;
