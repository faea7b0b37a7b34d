/**
 * FHIRPath (N1, hl7.org/fhirpath) as far as invariants need it, over JSON.
 *
 * <p>Arrives: an expression. Leaves: a program over {@link org.aliquot.ingest.validate.fhirpath.Node}s. An expression that is
 * not understood is named, never approximated; one that meets values it is not sure about says so.
 *
 * <p>Must not know: profiles.
 */
@NullMarked
package org.aliquot.ingest.validate.fhirpath;

import org.jspecify.annotations.NullMarked;
