package org.aliquot.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine.Option;

/** Whose word is enough that a server is the one it says it is, where it is reached over TLS. */
final class TrustOption {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

    @Option(
            names = "--cacert",
            paramLabel = "FILE.pem",
            description =
                    "For https: certificates (PEM) of the authority that signed the server's, where it is one of your"
                            + " own (default: the environment's ALIQUOT_CACERT; else those that Java knows).")
    private Path given;

    /** A client that believes these authorities and no others; that looks at names in certificates in any case. */
    HttpClient client() throws CommandFailedException {
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_WITHIN);
        Optional<Path> file = Optional.ofNullable(given)
                .or(() -> Optional.ofNullable(System.getenv("ALIQUOT_CACERT")).map(Path::of));
        if (file.isPresent()) {
            client.sslContext(trusting(file.get()));
        }
        return client.build();
    }

    private static SSLContext trusting(Path file) throws CommandFailedException {
        try (InputStream pem = Files.newInputStream(file)) {
            Collection<? extends Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (authorities.isEmpty()) {
                throw new CommandFailedException(ExitCodes.USAGE, file + " holds no certificate; PEM is expected");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate authority : authorities) {
                store.setCertificateEntry(Integer.toString(number++), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new CommandFailedException(ExitCodes.USAGE, file + " cannot be read: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new CommandFailedException(
                    ExitCodes.USAGE, file + " holds no certificates in PEM: " + e.getMessage());
        }
    }

    /** What to do where a server was found and not believed; empty where none was found. */
    static Optional<String> advice(Object server, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return Optional.of(server + " is not to be trusted as it is ("
                        + Objects.requireNonNullElse(cause.getMessage(), "TLS fails")
                        + "): give the certificate of its authority by --cacert FILE.pem, and name the server as its"
                        + " certificate does");
            }
        }
        return Optional.empty();
    }
}
