package org.aliquot.gateway.connection;

import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.aliquot.gateway.peer.PeerList;
import org.aliquot.gateway.tls.TlsSettings;
import org.aliquot.instrument.DecimalMark;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.HistogramPolicy;
import org.aliquot.instrument.InstrumentFamily;
import org.aliquot.instrument.Instruments;
import org.aliquot.instrument.Protocol;
import org.aliquot.lab.InstrumentId;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.aliquot.protocol.mllp.MllpFraming;

/**
 * One device and how it is connected, as configured. What is left out (null) has the default given here; {@link
 * GatewaySettings#problems} says what is wrong, all at once.
 *
 * @param id the device's name in the laboratory, unique; letters, digits, dot, dash, underscore
 * @param instrument key of the family, such as {@code sysmex-xn}
 * @param transport default {@code tcp-server}
 * @param address {@code host:port}, {@code [ipv6]:port} or {@code port} alone, which is 127.0.0.1; to listen beyond this
 *     machine say so: {@code 0.0.0.0:5001}
 * @param charset of the texts; default that of the family
 * @param zone of the device's clock, such as {@code Europe/Berlin}; no default, for a guess shifts every time
 * @param histograms default {@code keep}
 * @param decimalMark how the device writes fractions; default {@code point}
 * @param controlSpecimens regular expression for specimen ids that are controls
 * @param sender regular expression for what the device calls itself where that is no model of the family; without it
 *     such messages wait in quarantine
 * @param frameNumbering of ASTM frames; default {@code strict}; {@code tolerant} for devices known to number frames
 *     wrongly
 * @param maxFrameBytes longest frame or block, no longer than a conversation; default 1 MiB for ASTM, 16 MiB for HL7
 * @param maxTranscriptBytes longest conversation; default 64 MiB
 * @param maxConnections at the same moment, for a listener; default 4. One more takes the place of the one that was silent
 *     longest and is not in the middle of a message, as a device that was switched off leaves its old connection behind
 * @param maxConnectionsPerPeer of these, from one address; default all of them. One more takes the place of another of the
 *     same address, as above
 * @param frameTimeout longest silence within a session or block; default 30 s (LIS01-A2 §6.5.2.4). A single frame or
 *     block may take ten times as long in all, for slow serial lines behind a converter
 * @param idleTimeout a connection silent for so long is closed; default 0: never, many analyzers connect once a day
 * @param writeTimeout longest wait for a sender that does not read our answers; default 30 s
 * @param allowedPeers who may connect, for a listener: addresses and ranges, {@code 10.20.0.0/24}; default everyone
 * @param tls default plain text
 */
public record ConnectionSettings(
        String id,
        String instrument,
        Transport transport,
        String address,
        String charset,
        String zone,
        HistogramPolicy histograms,
        DecimalMark decimalMark,
        String controlSpecimens,
        String sender,
        FrameNumbering frameNumbering,
        Integer maxFrameBytes,
        Integer maxTranscriptBytes,
        Integer maxConnections,
        Integer maxConnectionsPerPeer,
        Duration frameTimeout,
        Duration idleTimeout,
        Duration writeTimeout,
        List<String> allowedPeers,
        TlsSettings tls) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MEBIBYTE = 1 << 20;

    public ConnectionSettings {
        transport = Objects.requireNonNullElse(transport, Transport.TCP_SERVER);
        histograms = Objects.requireNonNullElse(histograms, HistogramPolicy.KEEP);
        decimalMark = Objects.requireNonNullElse(decimalMark, DecimalMark.POINT);
        maxTranscriptBytes = Objects.requireNonNullElse(maxTranscriptBytes, 64 * MEBIBYTE);
        maxConnections = Objects.requireNonNullElse(maxConnections, 4);
        maxConnectionsPerPeer = Objects.requireNonNullElse(maxConnectionsPerPeer, Math.max(1, maxConnections));
        frameTimeout = Objects.requireNonNullElse(frameTimeout, Duration.ofSeconds(30));
        idleTimeout = Objects.requireNonNullElse(idleTimeout, Duration.ZERO);
        writeTimeout = Objects.requireNonNullElse(writeTimeout, Duration.ofSeconds(30));
        allowedPeers = allowedPeers == null ? null : List.copyOf(allowedPeers);
    }

    /** A listener with all defaults. */
    public static ConnectionSettings listening(String id, String instrument, String address, String zone) {
        return of(id, instrument, Transport.TCP_SERVER, address, zone);
    }

    /** Any transport with all other defaults. */
    public static ConnectionSettings of(
            String id, String instrument, Transport transport, String address, String zone) {
        return new ConnectionSettings(
                id,
                instrument,
                transport,
                address,
                null,
                zone,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /**
     * What is wrong with these settings, one line for each property.
     *
     * @param prefix the property these stand under, such as {@code aliquot.gateway.connections[0]}
     */
    List<String> problems(String prefix, Instruments instruments) {
        List<String> problems = new ArrayList<>();
        if (id == null || !ID.matcher(id).matches()) {
            problems.add(prefix + ".id: " + shown(id)
                    + "; expected a short name of the device, such as xn-1: letters, digits, dot, dash, underscore");
        }
        if (instrument == null || instruments.find(instrument).isEmpty()) {
            problems.add(prefix + ".instrument: " + shown(instrument) + " is unknown; known are "
                    + String.join(", ", instruments.keys()));
        }
        try {
            Address.parse(address, transport);
        } catch (IllegalArgumentException e) {
            problems.add(prefix + ".address: " + e.getMessage());
        }
        if (charset != null && !isCharset(charset)) {
            problems.add(prefix + ".charset: " + shown(charset)
                    + " is no character set here; expected one such as UTF-8, ISO-8859-1 or windows-1252");
        }
        if (zone == null || !isZone(zone)) {
            problems.add(prefix + ".zone: " + shown(zone)
                    + "; expected the time zone of the device's clock, such as Europe/Berlin or UTC");
        }
        atLeast(prefix + ".max-frame-bytes", maxFrameBytes == null ? MEBIBYTE : maxFrameBytes, 64, problems);
        atLeast(prefix + ".max-transcript-bytes", maxTranscriptBytes, 1024, problems);
        atLeast(prefix + ".max-connections", maxConnections, 1, problems);
        atLeast(prefix + ".max-connections-per-peer", maxConnectionsPerPeer, 1, problems);
        positive(prefix + ".frame-timeout", frameTimeout, problems);
        positive(prefix + ".write-timeout", writeTimeout, problems);
        if (maxFrameBytes != null && maxFrameBytes > maxTranscriptBytes) {
            problems.add(prefix + ".max-frame-bytes: " + maxFrameBytes + " is more than max-transcript-bytes, "
                    + maxTranscriptBytes + "; expected no more, for such a frame could never be kept");
        }
        if (frameNumbering != null
                && instruments
                        .find(instrument == null ? "" : instrument)
                        .filter(family -> family.protocol() != Protocol.ASTM)
                        .isPresent()) {
            problems.add(prefix + ".frame-numbering: \"" + instrument
                    + "\" speaks HL7, which numbers no frames; leave it out");
        }
        if (idleTimeout.isNegative()) {
            problems.add(prefix + ".idle-timeout: " + idleTimeout + "; expected 0 (never) or more");
        }
        if (allowedPeers != null) {
            problems.addAll(peerProblems(prefix + ".allowed-peers"));
        }
        if (tls != null) {
            problems.addAll(tls.problems(prefix + ".tls"));
        }
        if (problems.isEmpty()) {
            try {
                device(instruments);
            } catch (IllegalArgumentException e) {
                problems.add(prefix + ": " + e.getMessage());
            }
        }
        return problems;
    }

    private List<String> peerProblems(String property) {
        if (transport != Transport.TCP_SERVER) {
            return List.of(property + ": is for those who call us, and here we call; leave it out");
        }
        try {
            PeerList.of(allowedPeers);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(property + ": " + e.getMessage());
        }
    }

    /** Who may connect. Only for settings without problems. */
    PeerList peers() {
        return allowedPeers == null ? PeerList.EVERYONE : PeerList.of(allowedPeers);
    }

    /** How frame numbers are judged on this line. */
    FrameNumbering numbering() {
        return Objects.requireNonNullElse(frameNumbering, FrameNumbering.STRICT);
    }

    /** The longest time from the first to the last byte of a frame or block. */
    Duration longestFrame() {
        return frameTimeout.multipliedBy(10);
    }

    /** Who speaks on this connection. */
    public InstrumentId instrumentId() {
        return new InstrumentId(instrument, id);
    }

    /** How its bytes are read. Only for settings without problems. */
    public DeviceSettings device(Instruments instruments) {
        InstrumentFamily family = instruments.require(instrument);
        DeviceSettings settings = DeviceSettings.of(family, ZoneId.of(zone))
                .with(histograms)
                .with(decimalMark)
                .with(numbering())
                .with(MllpFraming.REQUIRED);
        if (charset != null) {
            settings = settings.with(Charset.forName(charset));
        }
        if (controlSpecimens != null) {
            settings = settings.withControlSpecimens(controlSpecimens);
        }
        return sender == null ? settings : settings.withSenders(sender);
    }

    private static void atLeast(String property, int value, int least, List<String> problems) {
        if (value < least) {
            problems.add(property + ": " + value + "; expected at least " + least);
        }
    }

    private static void positive(String property, Duration value, List<String> problems) {
        if (value.isNegative() || value.isZero()) {
            problems.add(property + ": " + value + "; expected more than nothing, such as 30s");
        }
    }

    private static boolean isCharset(String name) {
        try {
            return Charset.isSupported(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isZone(String name) {
        try {
            ZoneId.of(name);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static String shown(String value) {
        return value == null || value.isBlank() ? "missing" : "\"" + value + "\"";
    }
}
