package org.aliquot.instrument.mindraybc;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aliquot.instrument.Findings;
import org.aliquot.instrument.hl7.Hl7Fields;
import org.aliquot.lab.Attachment;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.TestCode;
import org.aliquot.protocol.hl7v2.Hl7Segment;

/** OBX of type ED ({@code ^Image^BMP^Base64^data}) and RP (a pointer to a file). */
final class BcPictures {
    private final List<Attachment> attachments = new ArrayList<>();
    private final Findings findings;

    BcPictures(Findings findings) {
        this.findings = findings;
    }

    List<Attachment> attachments() {
        return attachments;
    }

    void encapsulated(Hl7Segment obx, TestCode what) {
        String data = obx.component(5, 5).replaceAll("\\s", "");
        if (data.isEmpty()) {
            return;
        }
        Optional<byte[]> decoded = decode(obx.component(5, 4).strip().toUpperCase(Locale.ROOT), data);
        if (decoded.isEmpty()) {
            findings.warn(
                    ReasonCode.UNREADABLE_RECORD,
                    obx.label(),
                    "OBX-5 holds a picture that cannot be decoded (expected Base64 or Hex in component 5);"
                            + " kept without its data");
        }
        attachments.add(new Attachment(what, mediaType(obx), Optional.empty(), decoded));
    }

    void pointer(Hl7Segment obx, TestCode what) {
        Hl7Fields.said(obx, 5, 1)
                .ifPresent(file ->
                        attachments.add(new Attachment(what, Optional.empty(), Optional.of(file), Optional.empty())));
    }

    private static Optional<byte[]> decode(String encoding, String data) {
        try {
            return switch (encoding) {
                case "BASE64" -> Optional.of(Base64.getDecoder().decode(data));
                case "HEX" -> Optional.of(HexFormat.of().parseHex(data));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException damaged) {
            // The caller reports it with its place; the exception would quote the data.
            return Optional.empty();
        }
    }

    private static Optional<String> mediaType(Hl7Segment obx) {
        String subtype = obx.component(5, 3).strip().toUpperCase(Locale.ROOT);
        return switch (subtype) {
            case "BMP" -> Optional.of("image/bmp");
            case "PNG" -> Optional.of("image/png");
            case "JPG", "JPEG" -> Optional.of("image/jpeg");
            case "GIF" -> Optional.of("image/gif");
            case "PDF" -> Optional.of("application/pdf");
            // The family writes "Octer-stream" for its raw curves.
            case "OCTET-STREAM", "OCTER-STREAM" -> Optional.of("application/octet-stream");
            default -> Optional.empty();
        };
    }
}
