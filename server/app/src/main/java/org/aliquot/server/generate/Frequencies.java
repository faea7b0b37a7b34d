package org.aliquot.server.generate;

/** How often a laboratory's day goes otherwise than planned. */
final class Frequencies {
    /** Of results: reported, found wrong, reported again. */
    static final double CORRECTED_PER_MILLE = 5;
    /** Of results: the analyzer gave an error instead of a number. */
    static final double FAILED_PER_MILLE = 4;
    /** Of results: the order was withdrawn or the material did not suffice. */
    static final double CANCELLED_PER_MILLE = 7;
    /** Of orders: not yet verified. */
    static final double PRELIMINARY_PER_MILLE = 20;
    /** Of cultures: still growing. */
    static final double PRELIMINARY_CULTURES_PER_MILLE = 90;
    /** Of visits: an illness, in which results stray further from the patient's own. */
    static final double ILL_PER_CENT = 15;

    static final double CULTURES_PER_CENT = 13;
    static final double SECOND_ISOLATE_PER_CENT = 12;
    static final double ANOTHER_VISIT_PER_CENT = 72;
    static final int MOST_VISITS = 16;

    static final double URGENT_PER_CENT = 12;
    static final double STAT_PER_CENT = 9;

    private Frequencies() {}
}
