package org.aliquot.server.generate;

import java.util.List;

/** One test of a panel. */
sealed interface LabTest {
    String code();

    /** {@code ,"code":{…}}. */
    byte[] label();

    /** The condition of a tube that makes the result worthless; empty: none. */
    String spoiledBy();

    /**
     * A test with a number for a result.
     *
     * @param least the least that can be measured, in units of the last digit
     * @param unit what follows the number in its Quantity
     */
    record Measured(
            String code,
            byte[] label,
            String spoiledBy,
            int digits,
            Distribution distribution,
            long least,
            long most,
            Limits men,
            Limits women,
            String unitText,
            byte[] unit)
            implements LabTest {
        Limits limits(boolean female) {
            return female ? women : men;
        }
    }

    /**
     * A test with a word for a result.
     *
     * @param answers the normal one first
     * @param range the normal answer, as a reference range
     */
    record Graded(String code, byte[] label, List<Answer> answers, int weights, byte[] range) implements LabTest {
        @Override
        public String spoiledBy() {
            return "";
        }
    }

    /** One word that may be the result. */
    record Answer(Finding.Word word, int weight) {}

    /** Where numbers come from. */
    sealed interface Distribution {
        /** Normal, of the value or of its logarithm. */
        record Drawn(boolean logarithmic, double median, double womensMedian, double spread) implements Distribution {
            double at(double deviations, boolean female) {
                double middle = female ? womensMedian : median;
                return logarithmic ? middle * StrictMath.exp(spread * deviations) : middle + spread * deviations;
            }
        }

        /** Calculated from other results. */
        record Derived(Formula formula) implements Distribution {}
    }
}
