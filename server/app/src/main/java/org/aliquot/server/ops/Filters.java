package org.aliquot.server.ops;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aliquot.gateway.spool.QuarantineEntry;
import org.aliquot.gateway.spool.QuarantineFilter;
import org.aliquot.gateway.spool.TranscriptFilter;
import org.aliquot.gateway.spool.TranscriptState;
import org.aliquot.lab.Finding.Severity;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.TranscriptId;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** From query parameters to the spool's filters; what is not understood is refused, never ignored. */
final class Filters {
    private static final int LARGEST_PAGE = 1000;

    private Filters() {}

    static QuarantineFilter quarantine(
            String state,
            Optional<String> severity,
            Optional<String> reason,
            Optional<String> device,
            Optional<String> before,
            int limit) {
        QuarantineFilter filter = QuarantineFilter.newest(page(limit));
        if (!"all".equals(state)) {
            filter = filter.in(constant(QuarantineEntry.State.class, "state", state));
        }
        if (severity.isPresent()) {
            filter = filter.of(constant(Severity.class, "severity", severity.get()));
        }
        if (reason.isPresent()) {
            filter = filter.because(constant(ReasonCode.class, "reason", reason.get()));
        }
        if (device.isPresent()) {
            filter = filter.from(device.get());
        }
        return before.isPresent() ? filter.before(before.get()) : filter;
    }

    static TranscriptFilter transcripts(
            Optional<String> device, Optional<String> state, Optional<String> before, int limit) {
        return new TranscriptFilter(
                device,
                state.map(name -> constant(TranscriptState.class, "state", name)),
                before.map(TranscriptId::new),
                page(limit));
    }

    private static int page(int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "limit " + limit + ": expected 1 to " + LARGEST_PAGE);
        }
        return limit;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String parameter, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> code(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.BAD_REQUEST,
                        parameter + " '" + text + "': expected one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(Filters::code)
                                        .collect(Collectors.joining(", "))));
    }

    private static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
