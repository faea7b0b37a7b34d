package org.aliquot.gateway.service;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.aliquot.gateway.tls.TlsBundle;

/** Authorities and certificates of theirs, made by the JDK's own keytool; all in one key store. */
final class TestCertificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path file;

    TestCertificates(Path directory) {
        this.file = directory.resolve("all.p12");
    }

    /** Makes an authority. */
    TestCertificates authority(String name) throws IOException, InterruptedException {
        return keytool(name, "-ext", "bc:c=ca:true", "-validity", "30");
    }

    /** Makes a certificate for {@code 127.0.0.1}. */
    TestCertificates issued(String name, String authority) throws IOException, InterruptedException {
        return keytool(name, "-signer", authority, "-ext", "san=ip:127.0.0.1", "-validity", "30");
    }

    /** Makes one for another host. */
    TestCertificates forHost(String name, String authority, String host) throws IOException, InterruptedException {
        return keytool(name, "-signer", authority, "-ext", "san=dns:" + host, "-validity", "30");
    }

    /** Makes one that was good until ten days ago. */
    TestCertificates expired(String name, String authority) throws IOException, InterruptedException {
        return keytool(name, "-signer", authority, "-ext", "san=ip:127.0.0.1", "-startdate", "-20d", "-validity", "10");
    }

    private TestCertificates keytool(String alias, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + alias,
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD)));
        command.addAll(Arrays.asList(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new AssertionError("keytool: " + said);
        }
        return this;
    }

    /**
     * A bundle.
     *
     * @param key whose key; null: none
     * @param trusted whose certificate is believed; null: none
     */
    TlsBundle bundle(String key, String trusted) throws IOException, GeneralSecurityException {
        return TlsBundle.of(context(key, trusted), key != null, trusted != null);
    }

    SSLContext context(String key, String trusted) throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            all.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore own = empty();
        if (key != null) {
            Certificate[] chain = all.getCertificateChain(key);
            own.setKeyEntry(key, all.getKey(key, PASSWORD), PASSWORD, chain);
        }
        keys.init(own, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore authorities = empty();
        if (trusted != null) {
            authorities.setCertificateEntry(trusted, all.getCertificate(trusted));
        }
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        X509ExtendedKeyManager any = (X509ExtendedKeyManager) keys.getKeyManagers()[0];
        context.init(new KeyManager[] {key == null ? any : new Stubborn(any, key)}, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** Shows its certificate whatever authorities the other side names, as OpenSSL does; Java by itself would show none. */
    private static final class Stubborn extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;
        private final String alias;

        private Stubborn(X509ExtendedKeyManager keys, String alias) {
            this.keys = keys;
            this.alias = alias;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {alias};
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return alias;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return keys.getServerAliases(keyType, issuers);
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return keys.chooseServerAlias(keyType, issuers, socket);
        }

        @Override
        public X509Certificate[] getCertificateChain(String name) {
            return keys.getCertificateChain(name);
        }

        @Override
        public PrivateKey getPrivateKey(String name) {
            return keys.getPrivateKey(name);
        }
    }
}
