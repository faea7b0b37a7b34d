package org.aliquot.lab;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** How firm a result is (HL7 table 0085, ASTM E1394 9.9). */
public enum ResultStatus {
    PRELIMINARY,
    FINAL,
    /** Final from now on, with the value that was sent before as preliminary: this message does not repeat it. */
    CONFIRMED,
    CORRECTED,
    CANCELLED,
    /** Withdrawn: it was sent by mistake, perhaps about another patient. Its value is not to be used. */
    ENTERED_IN_ERROR,
    /** Asked for and not (yet) measured. */
    NOT_MEASURED,
    /** A status was sent that no table explains; a finding says which. */
    UNKNOWN;

    /** Of those that say something about a whole, the least firm first. */
    private static final List<ResultStatus> LEAST_FIRM_FIRST =
            List.of(UNKNOWN, PRELIMINARY, CORRECTED, FINAL, CONFIRMED);

    /**
     * What results are together: as firm as the least firm of them. Those that are cancelled, withdrawn or still to come
     * say something only where there are no others.
     *
     * @return empty where there are no results
     */
    public static Optional<ResultStatus> together(Collection<ResultStatus> results) {
        return LEAST_FIRM_FIRST.stream()
                .filter(results::contains)
                .findFirst()
                .or(() -> results.stream().findFirst());
    }
}
