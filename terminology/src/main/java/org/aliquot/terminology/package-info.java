/**
 * From what instruments call things to what the world calls them: test codes to LOINC, units to UCUM, flags to HL7
 * interpretations, materials to HL7 v2 and SNOMED CT, sex to administrative gender, sets of results to LOINC panels.
 *
 * <p>Arrives: an {@link org.aliquot.lab.InstrumentId} and a text as sent. Leaves: a
 * {@link org.aliquot.terminology.Concept}, or the reason why there is none. Nothing is guessed: a text that no row has
 * stays a text.
 *
 * <p>Content is data: tables of tab-separated values beside these classes, whose headers say what each column means.
 * {@link org.aliquot.terminology.Terminology#load(java.util.Optional)} reads them once and reports every bad row of every
 * file together, by file and line, and every file whose name is none of these. A laboratory's own directory holds files of the same form and names, and wins row by
 * row:
 *
 * <pre>
 * loinc/sysmex-xn.tsv          rows for the family
 * loinc/sysmex-xn@bench-2.tsv  rows for one device; win over the family's
 * units.tsv, flags.tsv, specimens.tsv, genders.tsv, panels.tsv
 * </pre>
 *
 * <p>The unit is part of a code's key: a row serves every unit of the same kind (mass a volume, substance a volume,
 * number a volume), a row without a unit serves results sent without one, and a unit that nobody understands finds no
 * row at all, because a number in an unknown unit must not stand beside numbers in known ones.
 *
 * <p>Must not know: FHIR, HL7 messages, storage. LOINC is a trademark of Regenstrief Institute; its terms are used here
 * under the LOINC licence.
 */
package org.aliquot.terminology;
