package org.aliquot.instrument.sysmexxn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.aliquot.instrument.Texts;
import org.aliquot.protocol.astm.record.AstmRecord;

/**
 * R.3, what a result record is about: {@code ^^^^WBC^1} names the parameter in component 5 and the dilution in component
 * 6 (1 whole blood, 5 capillary, or the number of the run); {@code ^^^^WBC^1^^^W} adds that the analyzer extended the
 * order.
 *
 * @param code the parameter, message or picture
 * @param run component after the code
 * @param rest later components that say something
 */
record XnParameter(String code, Optional<String> run, List<String> rest) {
    private static final Pattern PICTURE_CODE = Pattern.compile("(?i)(SCAT|DIST)_.*");
    private static final Pattern PICTURE_FILE = Pattern.compile("(?i)(PNG|BMP|JPE?G|GIF|TIFF?)[\\\\^/].*");

    /** Messages of the analyzer that neither end with a question mark nor carry a telling prefix. */
    private static final Set<String> MESSAGES = Set.of(
            "WBC_ABN_SCATTERGRAM",
            "WBC_ABN_SCG",
            "NRBC_ABN_SCATTERGRAM",
            "NRBC_ABN_SCG",
            "NEUTROPENIA",
            "NEUTROPHILIA",
            "LYMPHOPENIA",
            "LYMPHOCYTOSIS",
            "LEUKOCYTOPENIA",
            "LEUKOCYTOSIS",
            "MONOCYTOSIS",
            "EOSINOPHILIA",
            "BASOPHILIA",
            "NRBC_PRESENT",
            "IG_PRESENT",
            "RBC_ABN_DISTRIBUTION",
            "DIMORPHIC_POPULATION",
            "ANISOCYTOSIS",
            "MICROCYTOSIS",
            "MACROCYTOSIS",
            "HYPOCHROMIA",
            "ANEMIA",
            "ERYTHROCYTOSIS",
            "RET_ABN_SCATTERGRAM",
            "RET_ABN_SCG",
            "RETICULOCYTOSIS",
            "PLT_ABN_SCATTERGRAM",
            "PLT_ABN_SCG",
            "PLT_ABN_DISTRIBUTION",
            "THROMBOCYTOPENIA",
            "THROMBOCYTOSIS");

    private static final List<String> MESSAGE_PREFIXES =
            List.of("POSITIVE_", "ERROR_", "ACTION_MESSAGE", "DIFFICULT", "WBC_SUSPECT", "RBC_SUSPECT", "PLT_SUSPECT");

    /** Whether R.3 names more than one test; only the first can be whose value it is. */
    static boolean namesSeveral(AstmRecord record) {
        return record.repeats(3).stream()
                        .filter(repeat -> repeat.stream().anyMatch(component -> !component.isBlank()))
                        .count()
                > 1;
    }

    /** What kind of statement the record makes. */
    enum Kind {
        MEASUREMENT,
        MESSAGE,
        PICTURE
    }

    /** @return empty when the record names nothing */
    static Optional<XnParameter> of(AstmRecord record) {
        List<List<String>> repeats = record.repeats(3);
        if (repeats.isEmpty()) {
            return Optional.empty();
        }
        List<String> components = new ArrayList<>();
        repeats.get(0).forEach(component -> components.add(component.strip()));
        int at = 0;
        while (at < components.size() && components.get(at).isEmpty()) {
            at++;
        }
        if (at == components.size()) {
            return Optional.empty();
        }
        Optional<String> run = at + 1 < components.size() ? Texts.said(components.get(at + 1)) : Optional.empty();
        List<String> rest = at + 2 < components.size()
                ? components.subList(at + 2, components.size()).stream()
                        .filter(component -> !component.isEmpty())
                        .toList()
                : List.of();
        return Optional.of(new XnParameter(components.get(at), run, rest));
    }

    /**
     * Tells measurements from the analyzer's messages and pictures. A record with a unit is always a measurement.
     *
     * @param flags the record's abnormal flags
     */
    Kind kind(String value, Optional<String> unit, List<String> flags) {
        if (unit.isPresent()) {
            return Kind.MEASUREMENT;
        }
        if (PICTURE_CODE.matcher(code).matches()
                || PICTURE_FILE.matcher(value.strip()).matches()) {
            return Kind.PICTURE;
        }
        String name = code.toUpperCase(Locale.ROOT);
        boolean named = name.indexOf('?') >= 0
                || MESSAGES.contains(name)
                || MESSAGE_PREFIXES.stream().anyMatch(name::startsWith);
        // A message this list does not know: it has neither value, unit nor dilution, only the flag A.
        boolean shaped = value.isBlank() && run.isEmpty() && flags.contains("A") && !XnParameters.contains(code);
        return named || shaped ? Kind.MESSAGE : Kind.MEASUREMENT;
    }
}
