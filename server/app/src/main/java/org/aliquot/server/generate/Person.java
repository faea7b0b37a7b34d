package org.aliquot.server.generate;

import java.time.LocalDate;

/**
 * A patient who never was.
 *
 * @param number from 0, in the order generated
 * @param body where this patient's own usual values come from
 */
record Person(long number, Id id, boolean female, LocalDate birth, long body) {
    /** How far, in deviations, this patient's usual value lies from everyone's; the same at every visit. */
    double usual(String test) {
        return Dice.of(body, test.hashCode()).gaussian();
    }
}
