package org.aliquot.mapping;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aliquot.lab.AbnormalFlag;
import org.aliquot.terminology.Concept;
import org.aliquot.terminology.Known;
import org.hl7.fhir.r4.model.CodeableConcept;

/**
 * Flags as HL7 interpretations. Some instruments repeat the field ({@code H~N}): the first says where the value lies, the
 * second whether anything else is abnormal, so "normal" beside any other flag says nothing and is left out.
 */
final class Interpretations {
    private static final String NORMAL = "N";

    private Interpretations() {}

    static List<CodeableConcept> of(MessageScope scope, List<AbnormalFlag> flags, String record) {
        Map<String, Concept> found = new LinkedHashMap<>();
        for (AbnormalFlag flag : flags) {
            if (flag.code().isBlank()) {
                continue;
            }
            Known<Concept> meaning = scope.terminology().values().interpretation(scope.from(), flag.code());
            meaning.meaning().ifPresent(concept -> found.putIfAbsent(concept.code(), concept));
            if (!meaning.listed()) {
                scope.findings().unmappedFlag(flag.code(), record);
            }
        }
        boolean anotherFlag = flags.stream()
                .anyMatch(flag -> !flag.code().isBlank() && !flag.code().strip().equalsIgnoreCase(NORMAL));
        if (anotherFlag) {
            found.remove(NORMAL);
        }
        return found.values().stream()
                .map(concept -> new CodeableConcept().addCoding(Codes.coding(concept)))
                .toList();
    }
}
