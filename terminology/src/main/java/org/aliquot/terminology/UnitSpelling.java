package org.aliquot.terminology;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes the ways of writing one unit one. Only spellings that can mean nothing else: {@code 103/uL} stays as it is. */
final class UnitSpelling {
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private static final Pattern POWER_OF_TEN = Pattern.compile(
            "^(?:[xX×*]\\s?)?(?:10\\s?(?:\\^|\\*\\*?|[eE]\\+?)|1[eE]\\+?|E\\+?(?=\\d{1,2}/))\\s?0?([1-9]\\d?)(?=/|$)");

    /** An exponent at a letter: um^3, mm*3. UCUM writes it bare. */
    private static final Pattern EXPONENT = Pattern.compile("(?<=[A-Za-z])[\\^*](-?[1-9])(?![\\d.,*^])");

    /** A litre by its small letter, with the prefixes laboratories use or none: ul, ml, 100ml. */
    private static final Pattern SMALL_LITRE = Pattern.compile("(?<![A-Za-z{\\[])([umnpfd]?)l(?![A-Za-z}\\]])");

    private UnitSpelling() {}

    /** The spelling first, then what else can mean nothing but the same. */
    static List<String> all(String text) {
        String spelling = of(text);
        String bare = EXPONENT.matcher(spelling).replaceAll("$1");
        return Stream.of(spelling, bare, SMALL_LITRE.matcher(bare).replaceAll("$1L"))
                .distinct()
                .toList();
    }

    static String of(String text) {
        String plain = superscripts(text.strip()).replace('µ', 'u').replace('μ', 'u');
        Matcher power = POWER_OF_TEN.matcher(plain);
        return power.find()
                ? "10*" + power.group(1) + plain.substring(power.end()).replaceFirst("^/\\s", "/")
                : plain;
    }

    private static String superscripts(String text) {
        StringBuilder plain = new StringBuilder();
        boolean raised = false;
        for (char c : text.toCharArray()) {
            int digit = SUPERSCRIPTS.indexOf(c);
            if (digit >= 0 && !raised) {
                plain.append('^');
            }
            raised = digit >= 0;
            plain.append(digit >= 0 ? (char) ('0' + digit) : c);
        }
        return plain.toString();
    }
}
