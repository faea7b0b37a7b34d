package org.aliquot.server.audit.http;

import ca.uhn.fhir.rest.param.DateAndListParam;
import ca.uhn.fhir.rest.param.DateOrListParam;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.ParamPrefixEnum;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aliquot.server.audit.store.AuditQuestion;
import org.aliquot.server.audit.store.AuditQuestion.Span;

/**
 * Moments by their dates (FHIR R4 search.html#date): a value is all the time that it may mean, of a day without a time of day 24 hours, UTC.
 */
final class Spans {
    private Spans() {}

    static void ask(AuditQuestion question, DateAndListParam dates) {
        if (dates == null) {
            return;
        }
        for (DateOrListParam choice : dates.getValuesAsQueryTokens()) {
            List<Span> spans = new ArrayList<>();
            for (DateParam date : choice.getValuesAsQueryTokens()) {
                if (!date.isEmpty()) {
                    spans.addAll(spans(date));
                }
            }
            if (!spans.isEmpty()) {
                question.during(spans);
            }
        }
    }

    private static List<Span> spans(DateParam date) {
        ZonedDateTime begin = date.getValue().toInstant().atZone(ZoneOffset.UTC);
        Instant from = begin.toInstant();
        ZonedDateTime end = switch (date.getPrecision()) {
            case YEAR -> begin.plusYears(1);
            case MONTH -> begin.plusMonths(1);
            case DAY -> begin.plusDays(1);
            case MINUTE -> begin.plusMinutes(1);
            case SECOND -> begin.plusSeconds(1);
            case MILLI -> begin.plusNanos(1_000_000);
        };
        Instant until = end.toInstant();
        return switch (Objects.requireNonNullElse(date.getPrefix(), ParamPrefixEnum.EQUAL)) {
            case EQUAL -> List.of(new Span(from, until));
            case NOT_EQUAL -> List.of(new Span(Instant.MIN, from), new Span(until, Instant.MAX));
            case GREATERTHAN, STARTS_AFTER -> List.of(new Span(until, Instant.MAX));
            case GREATERTHAN_OR_EQUALS -> List.of(new Span(from, Instant.MAX));
            case LESSTHAN, ENDS_BEFORE -> List.of(new Span(Instant.MIN, from));
            case LESSTHAN_OR_EQUALS -> List.of(new Span(Instant.MIN, until));
            case APPROXIMATE ->
                throw new InvalidRequestException("AuditEvent: dates are not searched for by about when (ap)");
        };
    }
}
