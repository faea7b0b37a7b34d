package org.aliquot.terminology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;

/**
 * UCUM itself, by the reference tables of the UCUM organisation. Not every valid unit is taken: {@code G/L} is gauss a
 * litre to UCUM and giga a litre to a haematologist. So units of electricity, temperature, light and angle, and those
 * with a number in them that is no power of ten, pass only by a row of our own tables.
 */
final class Ucum {
    private static final Pattern SUBSTANCE = Pattern.compile("mol");
    private static final Pattern FOREIGN_DIMENSION = Pattern.compile("(?<![A-Za-z])(?:K|C|cd|rad)(?![A-Za-z])");
    // 103/uL is a valid unit, 103 in a microlitre; from an instrument it is 10^3/uL with the sign lost.
    private static final Pattern BARE_NUMBER = Pattern.compile("(?<![A-Za-z0-9*^+\\]}-])\\d+(?![\\d*^])(?![^{]*})");
    private static final int LONGEST = 60;

    private final UcumEssenceService service;
    private final Map<String, Optional<String>> kinds = new ConcurrentHashMap<>();

    Ucum() {
        try (InputStream essence = UcumEssenceService.class.getResourceAsStream("/ucum-essence.xml")) {
            if (essence == null) {
                throw new IllegalStateException("ucum-essence.xml is missing from the UCUM library's jar");
            }
            service = new UcumEssenceService(essence);
        } catch (UcumException e) {
            throw new IllegalStateException("ucum-essence.xml of the UCUM library cannot be read", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether UCUM can read the code, whatever it measures. */
    boolean isValid(String code) {
        return kind(code).isPresent();
    }

    /** Whether a text as sent may be taken for the UCUM code it spells. */
    boolean isLaboratoryUnit(String text) {
        return kind(text)
                .filter(kind -> !FOREIGN_DIMENSION.matcher(kind).find())
                .filter(kind -> !BARE_NUMBER.matcher(text).find())
                .isPresent();
    }

    /** Whether two codes measure the same kind of quantity; a substance is not a number, though UCUM counts moles. */
    boolean sameKind(String one, String other) {
        return one.equals(other)
                || kind(one).isPresent()
                        && kind(one).equals(kind(other))
                        && SUBSTANCE.matcher(one).find()
                                == SUBSTANCE.matcher(other).find();
    }

    private Optional<String> kind(String code) {
        if (code.isEmpty()
                || code.length() > LONGEST
                || code.chars().anyMatch(c -> c <= ' ' || c > '~')
                || !paired(code)) {
            return Optional.empty();
        }
        Optional<String> known = kinds.get(code);
        if (known == null) {
            known = canonical(code);
            if (kinds.size() < 10_000) {
                kinds.put(code, known);
            }
        }
        return known;
    }

    // The library overlooks a closing bracket too many.
    private static boolean paired(String code) {
        int open = 0;
        for (char c : code.toCharArray()) {
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (open < 0) {
                return false;
            }
        }
        return open == 0;
    }

    // The library throws unchecked exceptions for some damaged texts: "not a unit" all the same.
    private Optional<String> canonical(String code) {
        try {
            return service.validate(code) == null ? Optional.of(service.getCanonicalUnits(code)) : Optional.empty();
        } catch (UcumException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
