package org.aliquot.ingest.hapi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages JSON: its bytes, its names, its values. */
final class Mutations {
    // As they stand in JSON.
    private static final List<String> VALUES = List.of(
            "null",
            "[]",
            "{}",
            "\"\"",
            "\" \"",
            "\" x\"",
            "\"x \"",
            "true",
            "false",
            "\"true\"",
            "0",
            "-0",
            "-0.0",
            "1e3",
            "1E-7",
            "0.10",
            "+1",
            "01",
            "1.",
            ".5",
            "NaN",
            "1e400",
            "123456789012345678901234567890",
            "2147483648",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\ud83d\\ude00\"",
            "\"\\u001f\"",
            "\"\\/\"",
            "'x'",
            "\"2026-02-30\"",
            "\"2026-04-17T08:12\"",
            "\"2026-04-17T08:12:60Z\"",
            "\"2026-04-17T24:00:00Z\"",
            "\"2026-04-17T08:12:00\"",
            "\"1582-10-10\"",
            "\"0000\"",
            "\"99999\"",
            "\"2026-4-7\"",
            "\"Patient/1\"",
            "\"Patient/1/_history/2\"",
            "\"http://x.test/Patient/1\"",
            "\"#c\"",
            "\"#\"",
            "\"urn:uuid:1\"",
            "\"Foo/1\"",
            "\"Patient?x=1\"",
            "\"Patient/\"",
            "\"/1\"",
            "\"patient/1\"",
            "\"Patient/a b\"",
            "\"<div>x</div>\"",
            "\"<div><b>\"",
            "\"SUBSETTED\"",
            "{\"resourceType\":\"Patient\"}",
            "[{}]",
            "[null]",
            "[[1]]",
            "{\"id\":\"1\"}",
            "{\"extension\":[{\"url\":\"u\"}]}",
            "{\"extension\":[{\"url\":\"u\",\"valueString\":\"v\"}]}",
            "{\"reference\":\"Patient/1\"}",
            "{\"value\":1}");
    private static final List<String> NAMES = List.of(
            "id",
            "_id",
            "meta",
            "text",
            "contained",
            "extension",
            "modifierExtension",
            "resourceType",
            "value",
            "valueString",
            "valueQuantity",
            "status",
            "_status",
            "fhir_comments",
            "reference",
            "subjectResource",
            "url",
            "x",
            "",
            "language");

    private static final byte[] TOKENS = "{}[],:\"\\ 1e-\u0000".getBytes(StandardCharsets.UTF_8);

    private final Random random;

    Mutations(long seed) {
        this.random = new Random(seed);
    }

    /** One damage, now and then two. */
    byte[] of(byte[] json) {
        byte[] damaged = json;
        for (int i = random.nextInt(5) / 4; i >= 0; i--) {
            damaged = random.nextInt(4) == 0 ? ofBytes(damaged) : ofText(damaged);
        }
        return damaged;
    }

    private byte[] ofBytes(byte[] json) {
        if (json.length < 2) {
            return json;
        }
        int at = random.nextInt(json.length);
        byte[] damaged = json.clone();
        switch (random.nextInt(3)) {
            case 0 -> damaged[at] = (byte) random.nextInt(256);
            case 1 -> damaged = Arrays.copyOf(json, at);
            default -> damaged[at] = TOKENS[random.nextInt(TOKENS.length)];
        }
        return damaged;
    }

    // A value for another, or a name for another: where they stand is found by their quotes and colons.
    private byte[] ofText(byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        List<Integer> colons = new ArrayList<>();
        for (int i = text.indexOf("\":"); i >= 0; i = text.indexOf("\":", i + 1)) {
            colons.add(i);
        }
        if (colons.isEmpty()) {
            return json;
        }
        int colon = colons.get(random.nextInt(colons.size()));
        int nameStart = text.lastIndexOf('"', colon - 1);
        String value = VALUES.get(random.nextInt(VALUES.size()));
        String name = NAMES.get(random.nextInt(NAMES.size()));
        String damaged = switch (random.nextInt(4)) {
            case 0 -> text.substring(0, colon + 2) + value + text.substring(endOfValue(text, colon + 2));
            case 5 -> text.substring(0, nameStart + 1) + name + text.substring(colon);
            case 6 -> text.substring(0, nameStart) + "\"" + name + "\":" + value + "," + text.substring(nameStart);
            default -> {
                int end = endOfValue(text, colon + 2);
                yield text.substring(0, end) + "," + text.substring(nameStart, end) + text.substring(end);
            }
        };
        return damaged.getBytes(StandardCharsets.UTF_8);
    }

    private static int endOfValue(String text, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
                continue;
            }
            quoted ^= c == '"';
            if (quoted) {
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            if (depth < 0 || depth == 0 && c == ',') {
                return i;
            }
        }
        return text.length();
    }
}
