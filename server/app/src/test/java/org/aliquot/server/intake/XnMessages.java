package org.aliquot.server.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * Messages of an invented Sysmex XN about invented people, after ASTM E1394 and the family's conventions: R.3 component 5
 * is the parameter, O.4 component 3 the specimen number, P.5 the patient's.
 */
final class XnMessages {
    private static final String LATER = "~later";

    private final String accession;
    private String idEntry = "B";
    private String patient = "";
    private String name = "";
    private String birthDate = "";
    private String measuredAt = "20240627135407";
    private String action = "N";
    private String sentAt = "";
    private final List<String> results = new ArrayList<>();

    private XnMessages(String accession) {
        this.accession = accession;
    }

    static XnMessages of(String accession) {
        return new XnMessages(accession);
    }

    XnMessages numberEnteredBy(String code) {
        idEntry = code;
        return this;
    }

    /** O.12 says quality control. */
    XnMessages control() {
        action = "Q";
        return this;
    }

    XnMessages patient(String id) {
        patient = id;
        return this;
    }

    /** P.6 and P.8. */
    XnMessages named(String givenAndFamily, String bornOn) {
        name = givenAndFamily;
        birthDate = bornOn;
        return this;
    }

    /** H.14. */
    XnMessages sentAt(String time) {
        sentAt = time;
        return this;
    }

    XnMessages measuredAt(String time) {
        measuredAt = time;
        return this;
    }

    /** {@code R} with value, unit, flag and status as given. */
    XnMessages result(String parameter, String value, String unit, String flag, String status) {
        results.add("R|" + (results.size() + 1) + "|^^^^" + parameter + "^1|" + value + "|" + unit + "||" + flag + "||"
                + status + "||||");
        return this;
    }

    /** Measured later than the others, as a reflex test is. */
    XnMessages later(String parameter, String value, String unit, String time) {
        results.add("R|" + (results.size() + 1) + "|^^^^" + parameter + "^1|" + value + "|" + unit + "||N||F||||" + time
                + LATER);
        return this;
    }

    /** Bare records, CR after each. */
    byte[] bytes() {
        List<String> records = new ArrayList<>();
        records.add("H|\\^&|||XN-20^00-24^10001^^^^AB123456||||||||E1394-97" + (sentAt.isEmpty() ? "" : "|" + sentAt));
        records.add("P|1|||" + patient + "|^" + name + "||" + birthDate);
        records.add("O|1||^^" + accession + "^" + idEntry + "|^^^^WBC|||||||" + action + "||||||||||||||F");
        results.forEach(
                result -> records.add(result.endsWith(LATER) ? result.replace(LATER, "") : result + measuredAt));
        records.add("L|1|N");
        return (String.join("\r", records) + "\r").getBytes(UTF_8);
    }
}
