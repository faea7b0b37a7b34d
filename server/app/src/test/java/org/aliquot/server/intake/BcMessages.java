package org.aliquot.server.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Messages of an invented Mindray BC about invented people: one OBR, whose third field is the specimen number. */
final class BcMessages {
    private final String accession;
    private String patient = "";
    private String name = "";
    private String sentAt = "20240627141502";
    private String measuredAt = "20240627141400";
    private String control = "1";
    private final List<String> results = new ArrayList<>();

    private BcMessages(String accession) {
        this.accession = accession;
    }

    /** @param accession empty where nobody typed one */
    static BcMessages of(String accession) {
        return new BcMessages(accession);
    }

    BcMessages patient(String number) {
        patient = number;
        return this;
    }

    BcMessages named(String familyAndGiven) {
        name = familyAndGiven;
        return this;
    }

    /** MSH-7. */
    BcMessages sentAt(String time) {
        sentAt = time;
        return this;
    }

    /** OBR-7. */
    BcMessages measuredAt(String time) {
        measuredAt = time;
        return this;
    }

    /** MSH-10: other bytes that say the same. */
    BcMessages control(String id) {
        control = id;
        return this;
    }

    BcMessages wbc(String value, String status) {
        return result("6690-2^WBC^LN", value, "10*9/L", status);
    }

    BcMessages rbc(String value, String status) {
        return result("789-8^RBC^LN", value, "10*12/L", status);
    }

    private BcMessages result(String code, String value, String unit, String status) {
        results.add("OBX|" + (results.size() + 1) + "|NM|" + code + "||" + value + "|" + unit + "|||||" + status);
        return this;
    }

    byte[] bytes() {
        List<String> segments = new ArrayList<>();
        segments.add("MSH|^~\\&|BC-5380|Mindray|||" + sentAt + "||ORU^R01|" + control + "|P|2.3.1||||||UNICODE");
        segments.add("PID|1||" + (patient.isEmpty() ? "" : patient + "^^^^MR") + "||" + name);
        segments.add("OBR|1||" + accession + "|00001^Automated Count^99MRC|||" + measuredAt);
        segments.addAll(results);
        return (String.join("\r", segments) + "\r").getBytes(UTF_8);
    }
}
