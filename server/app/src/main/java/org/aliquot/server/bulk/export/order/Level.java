package org.aliquot.server.bulk.export.order;

/** Whose data an export holds (FHIR Bulk Data Access IG 2.0, Endpoints). */
public enum Level {
    /** Everybody's, and what is nobody's. */
    SYSTEM,
    /** All patients', or some named ones'. */
    PATIENT,
    /** The members' of a Group. */
    GROUP
}
