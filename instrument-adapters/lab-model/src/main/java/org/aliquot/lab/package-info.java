/**
 * What an analyzer said, in the lab's own words and before any FHIR: the shared vocabulary of dialects and mappings.
 *
 * <p>Arrives: nothing; a dialect builds these records. Leaves: a {@link org.aliquot.lab.LabReport} for each message.
 * Every value keeps the digits, comparator, unit text and flags exactly as reported; nothing here interprets them.
 *
 * <p>Reading order: {@link org.aliquot.lab.LabReport} → {@link org.aliquot.lab.SpecimenReport} (patients) or
 * {@link org.aliquot.lab.ControlReport} (quality control; a type of its own, so that a control can never be filed as
 * a patient's result) → {@link org.aliquot.lab.Panel} → {@link org.aliquot.lab.TestResult} →
 * {@link org.aliquot.lab.ResultValue}.
 *
 * <p>Must not know: wire formats, FHIR, storage, sockets, the clock. Imports the JDK only.
 */
package org.aliquot.lab;
