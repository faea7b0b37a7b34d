package org.aliquot.ingest.validate;

import org.aliquot.ingest.LineRefusedException;

/** Looks at a line that has FHIR's structure. Thread-safe. */
@FunctionalInterface
public interface LineCheck {
    /** Nothing beyond FHIR's structure, which every store looks at. */
    LineCheck NONE = json -> {};

    /**
     * @param json one resource, not to be changed
     * @throws LineRefusedException with what is wrong
     */
    void check(byte[] json) throws LineRefusedException;
}
