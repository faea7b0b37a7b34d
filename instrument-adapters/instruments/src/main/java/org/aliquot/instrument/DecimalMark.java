package org.aliquot.instrument;

/**
 * How the device writes a decimal fraction. Never guessed from the text: {@code 1,234} is a thousand or one, and the
 * wrong guess is a result wrong by a factor of a thousand.
 */
public enum DecimalMark {
    POINT('.', ','),
    COMMA(',', '.');

    private final char fraction;
    private final char thousands;

    DecimalMark(char fraction, char thousands) {
        this.fraction = fraction;
        this.thousands = thousands;
    }

    char fraction() {
        return fraction;
    }

    char thousands() {
        return thousands;
    }
}
