package org.aliquot.server.ops;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aliquot.gateway.spool.Quarantine;
import org.aliquot.gateway.spool.QuarantineEntry;
import org.aliquot.gateway.spool.QuarantineFilter;
import org.aliquot.lab.Finding.Severity;
import org.aliquot.server.intake.GatewayLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What waits for a person: listed, shown, replayed, or closed by hand. */
@RestController
@RequestMapping("/ops/quarantine")
class QuarantineController {
    private final GatewayLifecycle gateway;
    private final Clock clock;

    QuarantineController(GatewayLifecycle gateway, Clock clock) {
        this.gateway = Objects.requireNonNull(gateway, "gateway");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** Entries, newest first; {@code state} is open (default), resolved or all. */
    @GetMapping
    QuarantineList list(
            @RequestParam(defaultValue = "open") String state,
            @RequestParam Optional<String> severity,
            @RequestParam Optional<String> reason,
            @RequestParam Optional<String> device,
            @RequestParam Optional<String> before,
            @RequestParam(defaultValue = "100") int limit) {
        QuarantineFilter filter = Filters.quarantine(state, severity, reason, device, before, limit);
        Quarantine quarantine = gateway.gateway().spool().quarantine();
        return new QuarantineList(
                quarantine.openCount(Severity.ERROR),
                quarantine.openCount(Severity.WARNING),
                quarantine.list(filter).stream().map(QuarantineView::of).toList());
    }

    @GetMapping("/{id}")
    QuarantineView show(@PathVariable String id) {
        return QuarantineView.of(entry(id));
    }

    /** Reads the kept bytes again with today's adapters and tables. */
    @PostMapping("/{id}/replay")
    ReplayView replay(@PathVariable String id) {
        entry(id);
        return ReplayView.of(gateway.gateway().replay(id));
    }

    /** Closes an entry that needs no replay: the reason is kept with it. */
    @PostMapping("/{id}/resolve")
    QuarantineView resolve(@PathVariable String id, @RequestBody ResolveRequest request) {
        if (request.reason() == null || request.reason().isBlank()) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "say why: {\"reason\": \"control run, not for the record\"}");
        }
        QuarantineEntry entry = entry(id);
        if (!gateway.gateway().spool().quarantine().resolve(entry.id(), request.reason(), clock.instant())) {
            throw new ResponseStatusException(
                    HttpStatus.CONFLICT,
                    "entry " + id + " is resolved already: "
                            + entry.resolution().orElse("no reason given"));
        }
        return QuarantineView.of(entry(id));
    }

    private QuarantineEntry entry(String id) {
        return gateway.gateway()
                .spool()
                .quarantine()
                .show(id)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "no quarantine entry " + id + "; /ops/quarantine lists them"));
    }

    /**
     * A page of entries.
     *
     * @param openErrors messages that are not stored, of all entries
     * @param openWarnings stored, but something wants mending, of all entries
     */
    record QuarantineList(int openErrors, int openWarnings, List<QuarantineView> entries) {}

    /** Why an entry is closed by hand. */
    record ResolveRequest(String reason) {}
}
