package org.aliquot.server.search;

import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;

/**
 * Which identifiers are accession numbers. Order numbers of another system may look the same and belong to somebody else.
 *
 * @param systems identifier systems that hold this laboratory's accession numbers; empty: any system
 */
public record AccessionNumbers(Set<String> systems) {
    private static final String TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203";
    // HL7 table 0203: placer, filler, placer group and medical record numbers.
    private static final Set<String> OTHER_NUMBERS = Set.of("PLAC", "FILL", "MR", "PI", "VN");

    public AccessionNumbers {
        systems = Set.copyOf(systems);
    }

    boolean isAccession(List<Identifier> identifiers, String number) {
        return identifiers.stream().anyMatch(identifier -> isAccession(identifier, number));
    }

    boolean isAccession(Identifier identifier, String number) {
        return number.equals(identifier.getValue())
                && (systems.isEmpty() || systems.contains(identifier.getSystem()))
                && identifier.getType().getCoding().stream().noneMatch(AccessionNumbers::isAnotherNumber);
    }

    private static boolean isAnotherNumber(Coding type) {
        return TYPES.equals(type.getSystem()) && OTHER_NUMBERS.contains(type.getCode());
    }
}
