package org.aliquot.server.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.gateway.tls.TlsBundle;
import org.aliquot.gateway.tls.TlsBundles;
import org.aliquot.gateway.tls.TlsSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** TLS of a command that plays the analyzer. Plain text unless {@code --tls-trust} is given. */
final class TlsOption {
    private static final String NAME = "send";
    private static final String KEY_PASSWORD = "ALIQUOT_TLS_KEY_PASSWORD";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--tls-trust",
            paramLabel = "FILE",
            description = {
                "Speak TLS, and believe this certificate of the gateway, or of its authority (PEM).",
                "The certificate must be for the host in --to."
            })
    private @Nullable Path trust;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "Our certificate, and its chain (PEM), where the gateway wants one.")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = {
                "The key of --tls-certificate (PEM, PKCS#8).",
                "Its password, where it has one: environment " + KEY_PASSWORD + "."
            })
    private @Nullable Path key;

    /** Nothing where plain text is wanted. */
    Optional<TlsSettings> settings() {
        if (trust == null && (certificate != null || key != null)) {
            throw new ParameterException(spec.commandLine(), "--tls-certificate and --tls-key go with --tls-trust");
        }
        if ((certificate == null) != (key == null)) {
            throw new ParameterException(spec.commandLine(), "--tls-certificate and --tls-key go together");
        }
        return Optional.ofNullable(trust).map(file -> TlsSettings.of(NAME));
    }

    /** What {@link #settings} names. */
    TlsBundles bundles() throws CommandFailedException {
        if (trust == null) {
            return TlsBundles.NONE;
        }
        List<Path> files =
                Stream.of(trust, certificate, key).filter(Objects::nonNull).toList();
        for (Path file : files) {
            if (!Files.isReadable(file)) {
                throw new CommandFailedException(ExitCodes.FAILED, file + " cannot be read");
            }
        }
        try {
            PemSslStoreDetails authorities = PemSslStoreDetails.forCertificate(location(trust));
            PemSslStoreDetails own = certificate == null || key == null
                    ? null
                    : PemSslStoreDetails.forCertificate(location(certificate))
                            .withPrivateKey(location(key))
                            .withPrivateKeyPassword(System.getenv(KEY_PASSWORD));
            SslBundle bundle = SslBundle.of(new PemSslStoreBundle(own, authorities));
            TlsBundle made = TlsBundle.of(bundle.createSslContext(), own != null, true);
            return name -> Optional.of(made);
        } catch (RuntimeException e) {
            throw new CommandFailedException(
                    ExitCodes.FAILED,
                    "no usable certificate or key (PEM; keys as PKCS#8) in "
                            + String.join(
                                    ", ", files.stream().map(Path::toString).toList()) + ": " + e.getMessage());
        }
    }

    private static String location(Path file) {
        return file.toUri().toString();
    }
}
