package org.aliquot.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aliquot.server.testsupport.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of {@code security.md}: a proxy on 127.0.0.1 is named; all else that is 127.* or 10.* is a client. */
class BehindAProxyTest {
    @Test
    void headersAreBelievedOfTheNamedProxyAndOfNobodyElse(@TempDir Path folder) throws IOException {
        Path config = Files.writeString(folder.resolve("proxy.yml"), """
                server:
                  forward-headers-strategy: native
                  tomcat:
                    remoteip:
                      internal-proxies: '127\\.0\\.0\\.1|192\\.0\\.2\\.10'
                aliquot:
                  fhir:
                    full-text: false
                """);
        try (TestServer server = TestServer.start(config)) {
            // What the client of the hospital says of itself comes first; the proxy adds who that client is.
            String throughProxy = sent(server, "127.0.0.1", "203.0.113.9, 10.1.2.3", "https");
            assertThat(throughProxy).startsWith("HTTP/1.1 401").contains("Strict-Transport-Security");
            assertThat(refusals(server, "10.1.2.3")).isEqualTo(1);
            assertThat(refusals(server, "203.0.113.9")).isZero();

            String past = sent(server, "127.0.0.2", "10.9.9.9", "https");
            assertThat(past).startsWith("HTTP/1.1 401").doesNotContain("Strict-Transport-Security");
            assertThat(refusals(server, "127.0.0.2")).isEqualTo(1);
            assertThat(refusals(server, "10.9.9.9")).isZero();
        }
    }

    private static int refusals(TestServer server, String address) {
        return server.get("AuditEvent?subtype=refusal&address=" + address)
                .tree()
                .path("total")
                .asInt();
    }

    private static String sent(TestServer server, String from, String forwardedFor, String protocol)
            throws IOException {
        URI to = URI.create(server.baseUrl());
        try (Socket socket = new Socket(to.getHost(), to.getPort(), InetAddress.getByName(from), 0)) {
            socket.getOutputStream()
                    .write(("GET /fhir/Patient HTTP/1.1\r\nHost: " + to.getAuthority() + "\r\nX-Forwarded-For: "
                                    + forwardedFor + "\r\nX-Forwarded-Proto: " + protocol
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
