package org.aliquot.server.auth.smart;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.regex.Pattern;
import org.aliquot.server.settings.FhirSettings;

/**
 * The server's own addresses, as clients know them. The FHIR base URL is the issuer, too.
 *
 * <p>From {@code aliquot.fhir.base-url}; without it from the request, but only where that names this machine: what a token
 * is good for must not be up to whoever asks for it.
 */
public final class ServerUrls {
    private static final String FHIR = "/fhir";
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private final String configured;

    public ServerUrls(FhirSettings settings) {
        this.configured = settings.baseUrl().strip().replaceAll("/+$", "");
    }

    /** {@code https://lab.example.org/fhir}. */
    public String fhir(HttpServletRequest request) {
        return configured.isEmpty() ? root(request) + FHIR : configured;
    }

    /** {@code https://lab.example.org/auth/token}, for {@code /auth/token}. */
    String of(HttpServletRequest request, String path) {
        return root(request) + path;
    }

    private String root(HttpServletRequest request) {
        if (!configured.isEmpty()) {
            return configured.replaceAll(FHIR + "$", "");
        }
        String host = request.getServerName();
        if (!LOOPBACK.matcher(host).matches()
                && !InetAddress.getLoopbackAddress().getHostName().equals(host)) {
            throw new UnknownAddressException();
        }
        return request.getScheme() + "://" + host + ":" + request.getServerPort();
    }

    /** The server does not know under which address it is reached. */
    public static final class UnknownAddressException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownAddressException() {
            super(
                    "set aliquot.fhir.base-url to the address that clients use: without it apps are let in on this machine only");
        }
    }
}
