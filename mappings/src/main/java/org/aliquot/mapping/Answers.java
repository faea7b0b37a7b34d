package org.aliquot.mapping;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.ResultValue.Answer;
import org.aliquot.lab.TestCode;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;

/** Coded answers: each code under the system that the sender states, where the code has that system's form. */
final class Answers {
    /** A coding system as HL7 v2 names it (table 0396), its URL in FHIR, and what its codes look like. */
    private record Known(String url, Pattern form) {}

    private static final Map<String, Known> SYSTEMS = Map.of(
            "SCT", new Known("http://snomed.info/sct", Pattern.compile("[1-9]\\d{5,17}")),
            "LN", new Known("http://loinc.org", Pattern.compile("(?:LA|LP|MTHU)?\\d{1,7}-\\d")),
            "UCUM", new Known("http://unitsofmeasure.org", Pattern.compile("[!-~]+")),
            "I9C", new Known("http://hl7.org/fhir/sid/icd-9-cm", Pattern.compile("[EV]?\\d{2,4}(?:\\.\\d{1,2})?")),
            "I10", new Known("http://hl7.org/fhir/sid/icd-10", Pattern.compile("[A-Z]\\d\\w(?:\\.\\w{1,4})?")),
            "I10C", new Known("http://hl7.org/fhir/sid/icd-10-cm", Pattern.compile("[A-Z]\\d\\w(?:\\.\\w{1,4})?")));

    private static final Pattern HL7_TABLE = Pattern.compile("HL7(\\d{4})");

    /** Local by HL7's own words: 99zzz and L. */
    private static final Pattern LOCAL = Pattern.compile("99.*|L");

    private static final Pattern NAME = Pattern.compile("[A-Z0-9][A-Z0-9_-]{0,19}");

    private Answers() {}

    /**
     * One answer is the value. Several are a component each, and as value only words: codings beside each other in one
     * value would say that they mean the same.
     */
    static void put(InstrumentId from, List<Answer> answers, Observation into) {
        if (answers.size() == 1) {
            into.setValue(concept(from, answers.get(0)));
            return;
        }
        into.setValue(new CodeableConcept()
                .setText(answers.stream().map(Answers::words).collect(Collectors.joining("; "))));
        for (int i = 0; i < answers.size(); i++) {
            // Without the test's codes: a component that has them may not stand beside a value (obs-7).
            into.addComponent()
                    .setCode(new CodeableConcept().setText(into.getCode().getText() + ", answer " + (i + 1)))
                    .setValue(concept(from, answers.get(i)));
        }
    }

    private static CodeableConcept concept(InstrumentId from, Answer answer) {
        CodeableConcept concept = new CodeableConcept();
        Set<String> seen = new HashSet<>();
        for (TestCode code : answer.codes()) {
            Coding coding = Codes.vendor(from, code).setSystem(system(from, code));
            if (coding.hasCode() && seen.add(coding.getSystem() + "|" + coding.getCode())) {
                concept.addCoding(coding);
            }
        }
        return concept.setText(words(answer));
    }

    private static String words(Answer answer) {
        return Texts.clean(answer.shown());
    }

    private static String system(InstrumentId from, TestCode code) {
        String stated =
                code.system().map(name -> name.strip().toUpperCase(Locale.ROOT)).orElse("");
        Known known = SYSTEMS.get(stated);
        if (known != null) {
            // A word under SNOMED CT's name is a word of the instrument's.
            return known.form().matcher(code.code().strip()).matches() ? known.url() : Systems.instrument(from);
        }
        if (HL7_TABLE.matcher(stated).matches()) {
            return "http://terminology.hl7.org/CodeSystem/v2-" + stated.substring(3);
        }
        boolean another =
                NAME.matcher(stated).matches() && !LOCAL.matcher(stated).matches();
        return another ? Systems.instrument(from) + "/" + stated : Systems.instrument(from);
    }
}
