package org.aliquot.server.generate;

/** What was found, or why nothing was. */
sealed interface Finding {
    /**
     * A number as printed.
     *
     * @param unscaled without its point
     * @param digits behind the point
     * @param unit the rest of its Quantity
     */
    record Number(Comparator comparator, long unscaled, int digits, byte[] unit) implements Finding {
        boolean isExact() {
            return comparator == Comparator.NONE;
        }
    }

    /**
     * A word.
     *
     * @param json the value with its element's name
     */
    record Word(byte[] json) implements Finding {}

    /** Nothing (HL7 data-absent-reason). */
    enum Absent implements Finding {
        FAILED("error", "Error"),
        NOT_PERFORMED("not-performed", "Not Performed"),
        NOT_CALCULABLE("not-applicable", "Not Applicable");

        private final byte[] json;

        Absent(String code, String display) {
            json = Json.bytes(",\"dataAbsentReason\":"
                    + Json.concept("http://terminology.hl7.org/CodeSystem/data-absent-reason", code, display));
        }

        byte[] json() {
            return json;
        }
    }

    /** Only members. */
    enum Panel implements Finding {
        PANEL
    }

    /** Beyond what can be measured. */
    enum Comparator {
        NONE(""),
        LESS("<"),
        AT_MOST("<="),
        AT_LEAST(">="),
        MORE(">");

        private final byte[] json;

        Comparator(String sign) {
            json = sign.isEmpty() ? new byte[0] : Json.bytes(",\"comparator\":\"" + sign + '"');
        }

        byte[] json() {
            return json;
        }
    }
}
