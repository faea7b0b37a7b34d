package org.aliquot.gateway.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import jdk.net.ExtendedSocketOptions;
import org.aliquot.gateway.peer.TurnedAway.Reason;
import org.junit.jupiter.api.Test;

class DoorTest {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    private final Door door = new Door("xn-1 (sysmex-xn)");

    private boolean knock(String peer, Reason reason, int second) {
        return door.turnedAway(new TurnedAway(NOON.plusSeconds(second), peer, reason, "for a test"));
    }

    @Test
    void eachAddressAndReasonIsToldOnceAMinuteAndAlwaysCounted() {
        assertThat(knock("10.20.0.7", Reason.NOT_ALLOWED, 0)).isTrue();
        assertThat(knock("10.20.0.7", Reason.NOT_ALLOWED, 59)).isFalse();
        assertThat(knock("10.20.0.8", Reason.NOT_ALLOWED, 59)).isTrue();
        assertThat(knock("10.20.0.7", Reason.TOO_MANY, 59)).isTrue();
        assertThat(knock("10.20.0.7", Reason.NOT_ALLOWED, 60)).isTrue();
        assertThat(door.count()).isEqualTo(5);
        assertThat(door.last().orElseThrow().at()).isEqualTo(NOON.plusSeconds(60));
    }

    @Test
    void aMachineWithManyAddressesFillsNoDisk() {
        int told = 0;
        for (int i = 0; i < 5000; i++) {
            told += knock("2001:db8::" + Integer.toHexString(i), Reason.NOT_ALLOWED, 1) ? 1 : 0;
        }
        assertThat(told).isEqualTo(100);
        assertThat(door.count()).isEqualTo(5000);
        assertThat(knock("2001:db8::1", Reason.NOT_ALLOWED, 61)).isTrue();
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        Places places = new Places(1);
        Places.Place place = places.take().orElseThrow();
        assertThat(places.take()).isEmpty();
        place.giveBack();
        place.giveBack();
        assertThat(places.taken()).isZero();
        assertThat(places.take()).isPresent();
        assertThat(places.take()).isEmpty();
    }

    @Test
    void aPeerThatIsGoneIsAskedForWithinMinutes() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
            KeepAlive.on(socket);
            assertThat(socket.getKeepAlive()).isTrue();
            if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
                assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(60);
                assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL))
                        .isEqualTo(15);
                assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT))
                        .isEqualTo(4);
            }
        }
    }
}
