package org.aliquot.gateway.service;

/** Invented messages in the manner of a Mindray BC; no person is in them. */
final class BcMessages {
    private BcMessages() {}

    static String message(String controlId, String specimen) {
        return String.join(
                "\r",
                "MSH|^~\\&|BC-5130|Example|||20260310081512||ORU^R01|" + controlId + "|P|2.3.1||||||UNICODE",
                "PID|1||^^^^MR",
                "PV1|1",
                "OBR|1||" + specimen + "|00001^Automated Count^99MRC||20260310080000|20260310081512|||||||"
                        + "20260310080000||||||||||HM||||||||",
                "OBX|1|IS|08001^Take Mode^99MRC||O||||||F",
                "OBX|2|NM|6690-2^WBC^LN||7.10|10*9/L|4.00-10.00|N|||F",
                "OBX|3|NM|718-7^HGB^LN||132|g/L|110-160|N|||F",
                "");
    }
}
