package org.aliquot.gateway.tls;

import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import org.aliquot.gateway.peer.TurnedAway.Reason;

/**
 * What Java says of a hand-shake that failed, in a technician's words: what is wrong, and on which side to mend it. Where
 * Java has no type for it its messages are read, those of 17 to 25; one that is not known is passed on as it is.
 */
final class TlsFaults {
    private static final String ALERT = "Received fatal alert: ";

    private TlsFaults() {}

    /** Somebody called us. */
    static TlsRefusedException ofCaller(Exception fault, Duration patience) {
        if (find(fault, SocketTimeoutException.class) != null) {
            return timeout(patience, fault);
        }
        return of(fault, "the analyzer");
    }

    /** We called somebody. */
    static TlsRefusedException ofCalled(Exception fault, Duration patience, String host) {
        if (find(fault, SocketTimeoutException.class) != null) {
            return new TlsRefusedException(
                    Reason.TLS_TIMEOUT,
                    "no TLS hand-shake within " + seconds(patience)
                            + ": does the other side speak TLS on this port? If not, turn it on there or leave out tls here",
                    fault);
        }
        if (said(fault, "No subject alternative", "No name matching")) {
            return new TlsRefusedException(
                    Reason.TLS_OTHER_NAME,
                    "the other side's certificate is not for " + host
                            + ": put the name it is for into address, have it made for this one, or set"
                            + " check-host-name: false",
                    fault);
        }
        return of(fault, "the other side");
    }

    static TlsRefusedException timeout(Duration patience, Throwable cause) {
        return new TlsRefusedException(
                Reason.TLS_TIMEOUT,
                "no TLS hand-shake within " + seconds(patience)
                        + ": an analyzer that speaks plain text says nothing until it has a result. Turn on TLS there, or"
                        + " leave out tls here",
                cause);
    }

    static TlsRefusedException plainText() {
        return new TlsRefusedException(
                Reason.PLAIN_ON_TLS_PORT,
                "it speaks plain text, and this connection wants TLS: turn on TLS there, or leave out tls here",
                null);
    }

    /** @param who of the two the other one is */
    static TlsRefusedException of(Exception fault, String who) {
        if (find(fault, CertificateExpiredException.class) != null) {
            return refused(
                    Reason.TLS_EXPIRED,
                    "the certificate of " + who + " has expired ("
                            + find(fault, CertificateExpiredException.class).getMessage()
                            + "): renew it there; or a clock is wrong",
                    fault);
        }
        if (find(fault, CertificateNotYetValidException.class) != null) {
            return refused(
                    Reason.TLS_EXPIRED,
                    "the certificate of " + who + " is not valid yet ("
                            + find(fault, CertificateNotYetValidException.class).getMessage() + "): is a clock wrong?",
                    fault);
        }
        if (find(fault, CertPathBuilderException.class) != null || said(fault, "PKIX path", "No trusted certificate")) {
            return refused(
                    Reason.TLS_UNKNOWN_AUTHORITY,
                    "the certificate of " + who
                            + " is of no authority that the bundle's trust store holds: add that authority, or the"
                            + " certificate itself",
                    fault);
        }
        if (said(fault, "Empty client certificate chain", "null cert chain", "Empty server certificate chain")) {
            return refused(
                    Reason.TLS_NO_CERTIFICATE,
                    who
                            + " showed no certificate, or has none of an authority in the bundle's trust store: give it one, add"
                            + " its authority, or set client-certificate: wanted",
                    fault);
        }
        if (said(fault, "protocol version", "is not enabled or supported", "No appropriate protocol")) {
            return refused(
                    Reason.TLS_VERSION,
                    who + " speaks only versions of TLS that are no longer safe; TLS 1.2 or 1.3 is expected",
                    fault);
        }
        if (said(fault, "no cipher suites in common", "no common")) {
            return refused(
                    Reason.TLS_VERSION,
                    who + " offers no cipher suite that is accepted here: update it, or name one"
                            + " of its in the bundle's options.ciphers",
                    fault);
        }
        if (said(fault, "Unsupported or unrecognized SSL message", "plaintext connection")) {
            return refused(
                    Reason.PLAIN_ON_TLS_PORT,
                    who + " speaks plain text, and this connection wants TLS: turn on TLS"
                            + " there, or leave out tls here",
                    fault);
        }
        if (said(fault, ALERT)) {
            return alerted(fault, who);
        }
        if (find(fault, EOFException.class) != null
                || find(fault, SocketException.class) != null
                || said(fault, "terminated the handshake")) {
            return refused(
                    Reason.TLS_FAILED,
                    who + " hung up during the TLS hand-shake: its log may say why; often it does"
                            + " not believe our certificate, or wants plain text",
                    fault);
        }
        return refused(Reason.TLS_FAILED, "no TLS hand-shake: " + fault.getMessage(), fault);
    }

    /** @param fault one that speaks of an alert, itself or in a cause */
    private static TlsRefusedException alerted(Exception fault, String who) {
        Throwable told = fault;
        while (!String.valueOf(told.getMessage()).contains(ALERT)) {
            told = told.getCause();
        }
        String alert = told.getMessage().substring(told.getMessage().indexOf(ALERT) + ALERT.length());
        String why = switch (alert) {
            case "unknown_ca", "certificate_unknown" -> ": give it the authority of our certificate";
            case "certificate_expired" -> ": our certificate has expired; renew it";
            case "certificate_required" -> ": it wants a certificate of ours; give the bundle a key store";
            case "bad_certificate", "unsupported_certificate", "certificate_revoked" ->
                ": it does not accept our certificate, or wants one; look at the bundle's key store";
            case "protocol_version" -> ": it speaks neither TLS 1.2 nor 1.3; update it";
            case "handshake_failure", "insufficient_security" ->
                ": no cipher suite in common, or it wants a certificate of ours";
            default -> "";
        };
        return refused(Reason.TLS_REFUSED_BY_PEER, who + " refused (" + alert + ")" + why, fault);
    }

    private static TlsRefusedException refused(Reason reason, String text, Exception fault) {
        return new TlsRefusedException(reason, text, fault);
    }

    private static <T extends Throwable> T find(Throwable fault, Class<T> type) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private static boolean said(Throwable fault, String... parts) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            for (String part : parts) {
                if (String.valueOf(cause.getMessage()).contains(part)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String seconds(Duration patience) {
        return patience.toMillis() % 1000 == 0 ? patience.toSeconds() + " s" : patience.toMillis() + " ms";
    }
}
