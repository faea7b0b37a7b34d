package org.aliquot.server.oracle.search;

import static org.aliquot.server.oracle.search.Query.parameter;
import static org.aliquot.server.oracle.search.Query.part;

import ca.uhn.fhir.context.RuntimeSearchParam;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.aliquot.server.oracle.search.IndexedValues.DateValue;
import org.aliquot.server.oracle.search.IndexedValues.QuantityValue;
import org.aliquot.server.oracle.search.IndexedValues.StringValue;
import org.aliquot.server.oracle.search.IndexedValues.TokenValue;

/** Every form in which one parameter can ask for values that are there (FHIR R4 search.html 3.1.1.4 and 3.1.1.5). */
final class ValueSearches {
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd");
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuu-MM");
    private static final DateTimeFormatter YEAR = DateTimeFormatter.ofPattern("uuuu");
    private static final int SHORT = 3;

    private final IndexedValues values;

    ValueSearches(IndexedValues values) {
        this.values = values;
    }

    /** Queries, each a {@code name=value} or several; none for kinds that other classes make. */
    List<String> of(String type, RuntimeSearchParam param) {
        String name = param.getName();
        List<String> queries = new ArrayList<>();
        switch (param.getParamType()) {
            case TOKEN -> {
                List<TokenValue> tokens = values.tokens(type, name);
                tokens.forEach(token -> queries.addAll(token(name, token)));
                if (tokens.size() > 1) {
                    queries.add(parameter(name, both(tokens.get(0)) + "," + both(tokens.get(1))));
                }
                values.strings(type, name)
                        .forEach(text -> queries.add(parameter(name + ":text", part(beginning(text.exact())))));
            }
            case STRING -> values.strings(type, name).forEach(text -> queries.addAll(string(name, text)));
            case DATE -> values.dates(type, name).forEach(date -> queries.addAll(date(name, date)));
            case QUANTITY ->
                values.quantities(type, name).forEach(quantity -> queries.addAll(quantity(name, quantity)));
            case NUMBER ->
                values.numbers(type, name)
                        .forEach(number -> List.of("", "gt", "le", "ne", "ap")
                                .forEach(prefix -> queries.add(parameter(name, prefix + number))));
            case URI ->
                values.uris(type, name).forEach(uri -> {
                    queries.add(parameter(name, part(uri)));
                    queries.add(parameter(name + ":below", part(uri.substring(0, uri.length() / 2 + 1))));
                    queries.add(parameter(name + ":above", part(uri + "/more")));
                });
            case SPECIAL ->
                values.coordinates(type, name).forEach(place -> queries.add(parameter(name, place + "|10|km")));
            case REFERENCE, COMPOSITE, HAS -> {}
        }
        if (!queries.isEmpty()) {
            queries.add(parameter(name + ":missing", "true"));
            queries.add(parameter(name + ":missing", "false"));
        }
        return queries;
    }

    /** The plainest query for each of the values. */
    List<String> plain(String type, RuntimeSearchParam param) {
        String name = param.getName();
        return switch (param.getParamType()) {
            case TOKEN ->
                values.tokens(type, name).stream().map(ValueSearches::both).toList();
            case STRING ->
                values.strings(type, name).stream()
                        .map(text -> part(beginning(text.exact())))
                        .toList();
            case DATE ->
                values.dates(type, name).stream()
                        .filter(date -> date.low() != null)
                        .map(date -> "ge" + DAY.format(date.low()))
                        .toList();
            case QUANTITY ->
                values.quantities(type, name).stream()
                        .map(quantity -> "ge" + Query.number(quantity.value()))
                        .toList();
            default -> List.of();
        };
    }

    private static List<String> token(String name, TokenValue token) {
        List<String> queries = new ArrayList<>();
        if (token.value() != null) {
            queries.add(parameter(name, part(token.value())));
            queries.add(parameter(name, both(token)));
            queries.add(parameter(name + ":not", both(token)));
            queries.add(parameter(name, "|" + part(token.value())));
            queries.add(parameter(name, part(token.value()).toUpperCase(Locale.ROOT)));
        }
        if (token.system() != null) {
            queries.add(parameter(name, part(token.system()) + "|"));
        }
        return queries;
    }

    private static String both(TokenValue token) {
        return (token.system() == null ? "" : part(token.system()) + "|") + part(token.value());
    }

    private static List<String> string(String name, StringValue text) {
        int length = text.normalized().length();
        return List.of(
                parameter(name, part(beginning(text.exact()))),
                parameter(name, part(text.normalized())),
                parameter(name + ":exact", part(text.exact())),
                parameter(name + ":contains", part(text.normalized().substring(length / 3, length - length / 3))));
    }

    private static List<String> date(String name, DateValue date) {
        List<String> queries = new ArrayList<>();
        LocalDateTime moment = date.low() == null ? date.high() : date.low();
        if (moment == null || moment.getYear() < 1 || moment.getYear() > 9999) {
            return queries;
        }
        queries.add(parameter(name, DAY.format(moment)));
        queries.add(parameter(name, MONTH.format(moment)));
        queries.add(parameter(name, YEAR.format(moment)));
        for (String prefix : List.of("eq", "ne", "gt", "ge", "lt", "le", "sa", "eb", "ap")) {
            queries.add(parameter(name, prefix + INSTANT.format(moment)));
        }
        for (String prefix : List.of("ge", "lt", "ne", "ap")) {
            queries.add(parameter(name, prefix + DAY.format(moment)));
        }
        queries.add(parameter(name, "ge" + YEAR.format(moment)) + "&"
                + parameter(name, "lt" + DAY.format(moment.plusDays(1))));
        return queries;
    }

    private static List<String> quantity(String name, QuantityValue quantity) {
        List<String> queries = new ArrayList<>();
        String number = Query.number(quantity.value());
        for (String prefix : List.of("", "ne", "gt", "ge", "lt", "le", "ap")) {
            queries.add(parameter(name, prefix + number));
        }
        if (quantity.units() != null) {
            queries.add(parameter(name, number + "||" + part(quantity.units())));
            queries.add(parameter(name, "le" + number + "||" + part(quantity.units())));
            if (quantity.system() != null) {
                queries.add(parameter(name, number + "|" + part(quantity.system()) + "|" + part(quantity.units())));
                queries.add(
                        parameter(name, "ge" + number + "|" + part(quantity.system()) + "|" + part(quantity.units())));
            }
        }
        return queries;
    }

    private static String beginning(String text) {
        return text.codePoints()
                .limit(SHORT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
