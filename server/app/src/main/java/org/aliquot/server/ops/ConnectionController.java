package org.aliquot.server.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.aliquot.gateway.connection.ConnectionStatus;
import org.aliquot.gateway.peer.TurnedAway;
import org.aliquot.gateway.service.GatewayStatus;
import org.aliquot.server.intake.GatewayLifecycle;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the analyzers' connections fare. */
@RestController
@RequestMapping("/ops/connections")
class ConnectionController {
    private final GatewayLifecycle gateway;

    ConnectionController(GatewayLifecycle gateway) {
        this.gateway = Objects.requireNonNull(gateway, "gateway");
    }

    @GetMapping
    GatewayView connections() {
        return GatewayView.of(gateway.gateway().status());
    }

    /**
     * The gateway at a glance.
     *
     * @param receiving conversations under way of which something is kept, and perhaps acknowledged
     * @param pending transcripts that wait to be stored
     * @param openErrors messages that are not stored
     * @param openWarnings stored messages that want a look
     */
    record GatewayView(int receiving, int pending, int openErrors, int openWarnings, List<ConnectionView> connections) {
        static GatewayView of(GatewayStatus status) {
            return new GatewayView(
                    status.receiving(),
                    status.pending(),
                    status.openErrors(),
                    status.openWarnings(),
                    status.connections().stream().map(ConnectionView::of).toList());
        }
    }

    /** One device. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ConnectionView(
            String device,
            String instrument,
            String transport,
            String address,
            String state,
            int connected,
            Instant lastMessageAt,
            long conversations,
            long acknowledged,
            long refused,
            long bytes,
            long turnedAway,
            TurnedAwayView lastTurnedAway,
            String problem) {
        static ConnectionView of(ConnectionStatus status) {
            return new ConnectionView(
                    status.instrument().device(),
                    status.instrument().dialect(),
                    lower(status.transport()),
                    status.address(),
                    lower(status.state()),
                    status.connected(),
                    status.lastMessageAt().orElse(null),
                    status.conversations(),
                    status.acknowledged(),
                    status.refused(),
                    status.bytes(),
                    status.turnedAway(),
                    status.lastTurnedAway().map(TurnedAwayView::of).orElse(null),
                    status.problem().orElse(null));
        }

        private static String lower(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A connection that did not come about, and what to do about it. */
    record TurnedAwayView(Instant at, String peer, String reason, String text) {
        static TurnedAwayView of(TurnedAway one) {
            return new TurnedAwayView(one.at(), one.peer(), one.reason().code(), one.text());
        }
    }
}
