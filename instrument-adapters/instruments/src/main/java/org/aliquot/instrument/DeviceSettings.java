package org.aliquot.instrument;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.aliquot.protocol.mllp.MllpFraming;

/**
 * What has to be known about one device before its bytes can be read.
 *
 * @param zone where the device's clock is set: no time stamp of these families names a zone
 * @param charset of the texts; one that keeps ASCII as it is, for the protocols' control characters are ASCII
 * @param histograms whether curves and pictures come along
 * @param decimalMark how the device writes fractions
 * @param controlSpecimens regular expression for specimen ids that are controls in this laboratory, beside the family's
 *     own signs of quality control; matched against the whole id
 * @param senders regular expression for what this device calls itself in its messages where that names no model of the
 *     family, as middleware and rebranded counters do; matched against the whole name
 * @param frameNumbering how ASTM frames with a wrong number are judged; tolerant for captures, for a live line as that
 *     line judged them, so that what was refused there is not read here
 * @param mllpFraming whether HL7 messages must stand in blocks; optional for files, required for a live line, where a
 *     message without a block may be the beginning of a longer one
 */
public record DeviceSettings(
        ZoneId zone,
        Charset charset,
        HistogramPolicy histograms,
        DecimalMark decimalMark,
        Optional<String> controlSpecimens,
        Optional<String> senders,
        FrameNumbering frameNumbering,
        MllpFraming mllpFraming) {

    private static final String ASCII_SAMPLE = "\u0002\u001c\r|^~\\&09AZaz";

    public DeviceSettings {
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(charset, "charset");
        Objects.requireNonNull(histograms, "histograms");
        Objects.requireNonNull(decimalMark, "decimalMark");
        Objects.requireNonNull(controlSpecimens, "controlSpecimens");
        Objects.requireNonNull(senders, "senders");
        Objects.requireNonNull(frameNumbering, "frameNumbering");
        Objects.requireNonNull(mllpFraming, "mllpFraming");
        if (!charset.canEncode()
                || !ASCII_SAMPLE.equals(
                        new String(ASCII_SAMPLE.getBytes(charset), java.nio.charset.StandardCharsets.US_ASCII))) {
            throw new IllegalArgumentException("charset " + charset
                    + ": expected one that keeps ASCII characters as single bytes, such as UTF-8, ISO-8859-1 or"
                    + " windows-1252");
        }
        controlSpecimens.ifPresent(regex -> requireRegex("controlSpecimens", regex));
        senders.ifPresent(regex -> requireRegex("sender", regex));
    }

    /** The family's defaults: its character set, histograms kept, decimal point, no control ids of the laboratory's own. */
    public static DeviceSettings of(InstrumentFamily family, ZoneId zone) {
        return new DeviceSettings(
                zone,
                family.charset(),
                HistogramPolicy.KEEP,
                DecimalMark.POINT,
                Optional.empty(),
                Optional.empty(),
                FrameNumbering.TOLERANT,
                MllpFraming.OPTIONAL);
    }

    public DeviceSettings with(Charset other) {
        return new DeviceSettings(
                zone, other, histograms, decimalMark, controlSpecimens, senders, frameNumbering, mllpFraming);
    }

    public DeviceSettings with(HistogramPolicy other) {
        return new DeviceSettings(
                zone, charset, other, decimalMark, controlSpecimens, senders, frameNumbering, mllpFraming);
    }

    public DeviceSettings with(DecimalMark other) {
        return new DeviceSettings(
                zone, charset, histograms, other, controlSpecimens, senders, frameNumbering, mllpFraming);
    }

    public DeviceSettings with(FrameNumbering other) {
        return new DeviceSettings(
                zone, charset, histograms, decimalMark, controlSpecimens, senders, other, mllpFraming);
    }

    public DeviceSettings with(MllpFraming other) {
        return new DeviceSettings(
                zone, charset, histograms, decimalMark, controlSpecimens, senders, frameNumbering, other);
    }

    public DeviceSettings withControlSpecimens(String regex) {
        return new DeviceSettings(
                zone, charset, histograms, decimalMark, Optional.of(regex), senders, frameNumbering, mllpFraming);
    }

    public DeviceSettings withSenders(String regex) {
        return new DeviceSettings(
                zone,
                charset,
                histograms,
                decimalMark,
                controlSpecimens,
                Optional.of(regex),
                frameNumbering,
                mllpFraming);
    }

    /** Whether the laboratory says that this device goes by that name. */
    public boolean knowsSender(String name) {
        return senders.map(name::matches).orElse(false);
    }

    private static void requireRegex(String setting, String regex) {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    setting + " \"" + regex + "\": not a regular expression: " + e.getDescription(), e);
        }
    }
}
