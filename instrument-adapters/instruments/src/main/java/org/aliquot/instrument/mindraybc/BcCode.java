package org.aliquot.instrument.mindraybc;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.aliquot.lab.TestCode;

/**
 * What an OBX-3 is about. In the family's own system (99MRC) 0… are modes of the run, 12… to 14… messages about the
 * cells, 15… histograms and scattergrams; 10… and 11… are parameters, beside those with LOINC codes.
 */
final class BcCode {
    private static final String OWN_SYSTEM = "99MRC";
    private static final Pattern MODE = Pattern.compile("0\\d{4}");
    private static final Pattern MESSAGE = Pattern.compile("1[2-4]\\d{3}");
    private static final Pattern GRAPH = Pattern.compile("15\\d{3}");
    private static final Pattern GRAPH_NAME = Pattern.compile("(?i).*(histogram|scattergram|scatter diagram).*");
    private static final String AGE = "30525-0";

    /** Modes by name, as makers without the code system send them. */
    private static final Set<String> MODE_NAMES = Set.of(
            "take mode",
            "blood mode",
            "test mode",
            "low mode",
            "ref group",
            "remark",
            "remarks",
            "age",
            "recheck flag",
            "blood type",
            "print_bmp",
            "project type",
            "shelf no",
            "tube no",
            "sample type",
            "analysis mode");

    private BcCode() {}

    static boolean isMode(TestCode code) {
        return own(code, MODE) || code.code().equals(AGE) || MODE_NAMES.contains(name(code));
    }

    static boolean isMessage(TestCode code) {
        return own(code, MESSAGE) || name(code).endsWith("?") || name(code).endsWith("alarm");
    }

    static boolean isGraph(TestCode code) {
        return own(code, GRAPH) || GRAPH_NAME.matcher(name(code)).matches();
    }

    static boolean isControlLevel(TestCode code) {
        return name(code).equals("qc level");
    }

    private static boolean own(TestCode code, Pattern pattern) {
        return code.system().equals(Optional.of(OWN_SYSTEM))
                && pattern.matcher(code.code()).matches();
    }

    private static String name(TestCode code) {
        return code.text().orElse(code.code()).strip().toLowerCase(Locale.ROOT);
    }
}
