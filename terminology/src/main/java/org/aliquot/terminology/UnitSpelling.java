package org.aliquot.terminology;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the ways of writing one unit one. Only spellings that can mean nothing else: {@code 103/uL} stays as it is. */
final class UnitSpelling {
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private static final Pattern POWER_OF_TEN =
            Pattern.compile("^(?:[xX×*]\\s?)?(?:10\\s?(?:\\^|\\*\\*?|[eE]\\+?)|1[eE]\\+?)\\s?0?([1-9]\\d?)(?=/|$)");

    private UnitSpelling() {}

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
