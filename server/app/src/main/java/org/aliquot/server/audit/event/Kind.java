package org.aliquot.server.audit.event;

import java.util.Optional;

/**
 * Kinds of deeds: codes of DICOM and FHIR, and the BALP profile where there is one.
 *
 * <p>Sources: IHE ITI BALP 1.1, profiles IHE.BasicAudit.*; FHIR R4 AuditEvent; DICOM PS3.16 CID 400 and 401.
 */
public enum Kind {
    /** One resource looked at. */
    READ(Code.REST, null, "R", "Read"),
    /** Any number of resources looked at: searches, histories, operations. */
    QUERY(Code.REST, null, "E", "Query"),
    CREATE(Code.REST, new Code(Code.INTERACTIONS, "create", "create"), "C", "Create"),
    UPDATE(Code.REST, new Code(Code.INTERACTIONS, "update", "update"), "U", "Update"),
    DELETE(Code.REST, new Code(Code.INTERACTIONS, "delete", "delete"), "D", "Delete"),
    /** A batch or a transaction as a whole; what it wrote has entries of its own. */
    BUNDLE(Code.REST, null, "E", null),
    EXPORT(new Code(Code.DICOM, "110106", "Export"), null, "R", null),
    IMPORT(new Code(Code.DICOM, "110107", "Import"), null, "C", null),
    LOGIN(Code.AUTHENTICATION, new Code(Code.DICOM, "110122", "Login"), "E", null),
    PASSWORD(Code.SECURITY, new Code(Code.DICOM, "110137", "User security attributes changed"), "U", null),
    /** What a user lets an app do. */
    CONSENT(Code.AUTHENTICATION, Code.own("consent"), "E", null),
    TOKEN(Code.AUTHENTICATION, Code.own("token"), "E", null),
    REVOCATION(Code.AUTHENTICATION, Code.own("revocation"), "E", null),
    INTROSPECTION(Code.AUTHENTICATION, Code.own("introspection"), "R", null),
    LAUNCH(Code.AUTHENTICATION, Code.own("launch"), "E", null),
    /** A request whose bearer is not known or may not come in. */
    REFUSAL(Code.AUTHENTICATION, Code.own("refusal"), "E", null),
    /** Raw messages, replays, loads, measurements: what is beside FHIR. */
    OPERATIONS(new Code(Code.EVENT_TYPES, "object", "Object"), Code.own("operations"), "E", null),
    CONFIGURATION(Code.SECURITY, new Code(Code.DICOM, "110129", "Security Configuration"), "U", null),
    EMERGENCY(Code.SECURITY, new Code(Code.DICOM, "110127", "Emergency Override Started"), "E", null),
    /** A line of the journal that is no entry, or that the database would not take as it is. */
    UNREADABLE(Code.own("unreadable"), Code.own("unreadable"), "E", null),
    START(
            new Code(Code.DICOM, "110100", "Application Activity"),
            new Code(Code.DICOM, "110120", "Application Start"),
            "E",
            null),
    STOP(
            new Code(Code.DICOM, "110100", "Application Activity"),
            new Code(Code.DICOM, "110121", "Application Stop"),
            "E",
            null);

    /**
     * One coding.
     *
     * @param display what people read
     */
    record Code(String system, String code, String display) {
        static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
        static final String INTERACTIONS = "http://hl7.org/fhir/restful-interaction";
        static final String EVENT_TYPES = "http://terminology.hl7.org/CodeSystem/audit-event-type";
        static final String OWN = "https://aliquot.org/fhir/CodeSystem/audit-subtype";
        static final Code REST = new Code(EVENT_TYPES, "rest", "RESTful Operation");
        static final Code AUTHENTICATION = new Code(DICOM, "110114", "User Authentication");
        static final Code SECURITY = new Code(DICOM, "110113", "Security Alert");

        static Code own(String code) {
            return new Code(OWN, code, code);
        }
    }

    private static final String PROFILES = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";

    private final Code type;
    private final Code subtype;
    private final String action;
    private final String pattern;

    Kind(Code type, Code subtype, String action, String pattern) {
        this.type = type;
        this.subtype = subtype;
        this.action = action;
        this.pattern = pattern;
    }

    Code type() {
        return type;
    }

    /** Empty where it is the FHIR interaction's. */
    Optional<Code> subtype() {
        return Optional.ofNullable(subtype);
    }

    /** C, R, U, D or E. */
    String action() {
        return action;
    }

    /** Whether the resource came from whom the request came from. */
    boolean isDeletion() {
        return this == DELETE;
    }

    Optional<String> profile(boolean isAboutPatient) {
        return Optional.ofNullable(pattern).map(name -> PROFILES + (isAboutPatient ? "Patient" : "") + name);
    }
}
