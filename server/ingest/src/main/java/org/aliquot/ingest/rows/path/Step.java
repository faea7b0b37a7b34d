package org.aliquot.ingest.rows.path;

import org.aliquot.ingest.rows.json.Child;

/** One step of a path. */
sealed interface Step {
    /** To the children of one name. */
    record To(Child child) implements Step {}

    /** Only values of this type: {@code as} and {@code ofType}. */
    record As(String fhirType) implements Step {}

    /** Only elements whose child is this string: {@code where(system = 'phone')}. */
    record Where(Child child, String value) implements Step {}

    /** Only references to this type: {@code where(resolve() is Patient)}. */
    record RefersTo(String resourceType) implements Step {}
}
