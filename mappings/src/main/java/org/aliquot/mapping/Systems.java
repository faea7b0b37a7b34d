package org.aliquot.mapping;

import org.aliquot.lab.InstrumentId;

/** URLs of profiles, extensions, code systems and identifiers. Stable: stored data and clients name them. */
public final class Systems {
    public static final String BASE = "https://aliquot.org/fhir";

    /** Identifier of a kept conversation: {@code <transcript id>#<first byte>-<one past the last>}. */
    public static final String TRANSCRIPT = BASE + "/sid/transcript";
    /** Identifier of one result by the parts its id is made of; see {@link ResultKey}. */
    public static final String RESULT = BASE + "/sid/instrument-result";
    /** Identifier of a device by its name in the laboratory's configuration. */
    public static final String DEVICE = BASE + "/sid/device";
    /** Identifier of the software that read a message. */
    public static final String SOFTWARE = BASE + "/sid/software";

    static final String STRUCTURE = BASE + "/StructureDefinition/";
    static final String OBSERVATION_PROFILE = STRUCTURE + "aliquot-lab-observation";
    static final String PANEL_PROFILE = STRUCTURE + "aliquot-lab-panel";
    static final String CONTROL_PROFILE = STRUCTURE + "aliquot-control-observation";
    static final String SPECIMEN_PROFILE = STRUCTURE + "aliquot-lab-specimen";
    static final String REPORT_PROFILE = STRUCTURE + "aliquot-lab-report";
    static final String DEVICE_PROFILE = STRUCTURE + "aliquot-analyzer-device";

    static final String AS_REPORTED = STRUCTURE + "as-reported";
    static final String RUN_CONTEXT = STRUCTURE + "run-context";
    static final String SPECIMEN_LOADING = STRUCTURE + "specimen-loading";
    static final String TRANSCRIPT_RANGE = STRUCTURE + "transcript-range";

    static final String CONTROL_CATEGORY = BASE + "/CodeSystem/observation-category";
    static final String TASK_CODE = BASE + "/CodeSystem/task-code";
    static final String FINDING_REASON = BASE + "/CodeSystem/finding-reason";

    static final String HL7_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
    static final String HL7_REPORT_CATEGORY = "http://terminology.hl7.org/CodeSystem/v2-0074";
    static final String HL7_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
    static final String HL7_ABSENT_EXTENSION = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
    static final String HL7_SUPPORTING_INFO = "http://hl7.org/fhir/StructureDefinition/workflow-supportingInfo";
    static final String HL7_IDENTIFIER_TYPE = "http://terminology.hl7.org/CodeSystem/v2-0203";
    static final String HL7_SPECIMEN_ROLE = "http://terminology.hl7.org/CodeSystem/v2-0369";
    static final String HL7_AGENT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

    private Systems() {}

    /** Code system of an instrument family's own codes. */
    public static String instrument(InstrumentId from) {
        return BASE + "/CodeSystem/instrument-" + from.dialect();
    }

    /** Identifier of a patient as one device states it; never the hospital's own. */
    public static String statedPatient(InstrumentId from) {
        return BASE + "/sid/patient-stated-at/"
                + java.net.URLEncoder.encode(from.device(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
