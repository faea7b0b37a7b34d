package org.aliquot.instrument.hl7;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.aliquot.instrument.Texts;
import org.aliquot.protocol.hl7v2.Hl7Segment;

/**
 * Units (OBX-6): a coded element, of which the identifier is the unit's text. Many devices write {@code 10^9/L} or
 * {@code um^3} as it is printed; the {@code ^} is then part of the unit. Whatever is not plainly a coded element stays
 * whole: half a unit may be the code of another one ({@code um} of {@code um^3}).
 */
final class Hl7Units {
    private static final Pattern POWER_OF_TEN = Pattern.compile("(?s)[+-]?\\d.*");

    /** One digit, and nothing behind it that a number goes on with: {@code um^3}, {@code 10^3/mm^3}. */
    private static final Pattern POWER = Pattern.compile("(?s)[+-]?[1-9](?![\\d*.,]).*");

    private Hl7Units() {}

    /** @return the unit as sent; empty where none is, or HL7's null */
    static Optional<String> of(Hl7Segment segment, int field) {
        List<List<String>> repeats = segment.repeats(field).stream()
                .map(Hl7Units::parts)
                .filter(parts -> !parts.isEmpty())
                .toList();
        return Texts.said(
                String.join("~", repeats.stream().map(Hl7Units::unit).distinct().toList()));
    }

    /** Stripped, without nulls and without empty ones at the end. */
    private static List<String> parts(List<String> components) {
        List<String> parts = new ArrayList<>();
        for (String component : components) {
            String part = component.strip();
            parts.add(part.equals(Hl7Fields.NULL) ? "" : part);
        }
        while (!parts.isEmpty() && parts.get(parts.size() - 1).isEmpty()) {
            parts.remove(parts.size() - 1);
        }
        return parts;
    }

    private static String unit(List<String> parts) {
        if (parts.get(0).isEmpty()) {
            return withoutIdentifier(parts);
        }
        StringBuilder unit = new StringBuilder(parts.get(0));
        int next = 1;
        while (next < parts.size() && isPower(unit, parts.get(next))) {
            unit.append('^').append(parts.get(next++));
        }
        List<String> rest = parts.subList(next, parts.size());
        return isCodedElement(unit.toString(), rest) ? unit.toString() : String.join("^", parts);
    }

    private static boolean isPower(CharSequence base, String part) {
        String raised = base.toString();
        if (raised.matches("(?s)(.*[^\\d.,])?10")) {
            return POWER_OF_TEN.matcher(part).matches();
        }
        return Character.isLetter(raised.charAt(raised.length() - 1))
                && POWER.matcher(part).matches();
    }

    /** Whether what follows the identifier is a name for it, or names its coding system. */
    private static boolean isCodedElement(String unit, List<String> rest) {
        if (rest.isEmpty() || rest.get(0).isEmpty()) {
            return true;
        }
        boolean named = rest.get(0).chars().noneMatch(Character::isDigit);
        boolean repeated = String.join("*", rest).startsWith(unit.replace('^', '*'));
        boolean systemStated = rest.size() > 1 && isSystem(rest.get(1));
        return named && (systemStated || rest.size() == 1 || rest.get(1).isEmpty()) || systemStated || repeated;
    }

    /** {@code UCUM}, {@code L}, {@code 99ROC}. */
    private static boolean isSystem(String text) {
        return text.startsWith("99") || !text.isEmpty() && Character.isLetter(text.charAt(0));
    }

    /** The text, the alternate identifier or text, or the original text (CWE.9). */
    private static String withoutIdentifier(List<String> parts) {
        for (int place : new int[] {1, 3, 4, 8}) {
            if (place < parts.size() && !parts.get(place).isEmpty()) {
                boolean power = place == 1 && parts.size() > 2 && isPower(parts.get(1), parts.get(2));
                return power ? unit(parts.subList(1, parts.size())) : parts.get(place);
            }
        }
        return String.join("^", parts);
    }
}
