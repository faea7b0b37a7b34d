package org.aliquot.server.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.aliquot.gateway.spool.MessageOutcome;
import org.aliquot.gateway.spool.TranscriptSummary;
import org.aliquot.lab.TranscriptId;
import org.aliquot.server.intake.GatewayLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Every conversation that was kept, and its raw bytes: what a Provenance points at. */
@RestController
@RequestMapping("/ops/transcripts")
class TranscriptController {
    private final GatewayLifecycle gateway;

    TranscriptController(GatewayLifecycle gateway) {
        this.gateway = Objects.requireNonNull(gateway, "gateway");
    }

    /** Newest first; {@code before} is the last id of the page before. */
    @GetMapping
    List<TranscriptView> list(
            @RequestParam Optional<String> device,
            @RequestParam Optional<String> state,
            @RequestParam Optional<String> before,
            @RequestParam(defaultValue = "100") int limit) {
        return gateway.gateway().spool().transcripts(Filters.transcripts(device, state, before, limit)).stream()
                .map(summary -> TranscriptView.of(summary, List.of()))
                .toList();
    }

    @GetMapping("/{id}")
    TranscriptView show(@PathVariable String id) {
        TranscriptSummary summary =
                gateway.gateway().spool().summary(new TranscriptId(id)).orElseThrow(() -> unknown(id));
        return TranscriptView.of(summary, gateway.gateway().spool().outcomes(summary.id()));
    }

    /** The bytes as the instrument sent them, control characters included. */
    @GetMapping("/{id}/raw")
    ResponseEntity<byte[]> raw(@PathVariable String id) {
        byte[] bytes = gateway.gateway()
                .spool()
                .transcript(new TranscriptId(id))
                .orElseThrow(() -> unknown(id))
                .bytes();
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(bytes);
    }

    private static ResponseStatusException unknown(String id) {
        return new ResponseStatusException(
                HttpStatus.NOT_FOUND, "no transcript " + id + "; /ops/transcripts lists them");
    }

    /**
     * A kept conversation.
     *
     * @param size bytes
     * @param interrupted it did not end as its protocol says
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TranscriptView(
            String id,
            String instrument,
            String device,
            Instant openedAt,
            Instant closedAt,
            String state,
            boolean interrupted,
            long size,
            List<OutcomeView> messages) {
        static TranscriptView of(TranscriptSummary summary, List<MessageOutcome> outcomes) {
            return new TranscriptView(
                    summary.id().value(),
                    summary.from().dialect(),
                    summary.from().device(),
                    summary.openedAt(),
                    summary.closedAt().orElse(null),
                    summary.state().name().toLowerCase(Locale.ROOT),
                    summary.interrupted(),
                    summary.size(),
                    outcomes.stream().map(OutcomeView::of).toList());
        }
    }

    /** What became of one message of it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OutcomeView(String message, String result, int resources, int from, int to, Instant at) {
        static OutcomeView of(MessageOutcome outcome) {
            return new OutcomeView(
                    outcome.message().map(Object::toString).orElse(null),
                    outcome.result().name().toLowerCase(Locale.ROOT),
                    outcome.resources(),
                    outcome.bytes().from(),
                    outcome.bytes().to(),
                    outcome.at());
        }
    }
}
