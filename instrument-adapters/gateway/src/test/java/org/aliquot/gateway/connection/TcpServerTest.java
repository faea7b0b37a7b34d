package org.aliquot.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.aliquot.gateway.GatewayMetrics;
import org.aliquot.gateway.peer.Places;
import org.aliquot.gateway.spool.Spool;
import org.aliquot.gateway.tls.TlsBundles;
import org.aliquot.instrument.Instruments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TcpServerTest {
    @TempDir
    Path directory;

    @Test
    void aThreadThatCannotBeStartedCostsOneConnectionAndIsTold() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        ConnectionSettings settings = ConnectionSettings.listening("bc-1", "mindray-bc", "127.0.0.1:0", "UTC");
        try (Spool spool = Spool.open(directory, Clock.systemUTC())) {
            Line line = new Line(
                    settings, Instruments.installed(), spool, Clock.systemUTC(), GatewayMetrics.NONE, told -> {});
            TcpServer server = new TcpServer(line, new Network(TlsBundles.NONE, new Places(8)), thread -> {
                if (asked.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                thread.start();
            });
            server.start();
            try {
                try (Socket refused = call(server)) {
                    assertThat(refused.getInputStream().read()).isEqualTo(-1);
                }
                assertThat(server.status().problem().orElseThrow()).contains("OutOfMemoryError");
                try (Socket served = call(server)) {
                    served.getOutputStream().write(new byte[] {0x0B, 'x', 0x1C, 0x0D});
                    assertThat(served.getInputStream().read()).isEqualTo(0x0B);
                    assertThat(server.status().problem()).isEmpty();
                    assertThat(server.status().state()).isEqualTo(ConnectionStatus.State.CONNECTED);
                }
            } finally {
                server.close(Duration.ofSeconds(2));
            }
        }
    }

    private static Socket call(TcpServer server) throws IOException {
        Address address = Address.parse(server.status().address(), Transport.TCP_CLIENT);
        Socket socket = new Socket(address.host(), address.port());
        socket.setSoTimeout(10_000);
        return socket;
    }
}
