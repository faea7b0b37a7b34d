package org.aliquot.server.fhir;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import org.aliquot.server.fhir.limit.RequestSize;

/**
 * Looks at JSON going by, for numbers whose exponent is too large, and for those that are. HAPI writes every number out before it reads
 * it: {@code 1e99999999} becomes a hundred million digits, and takes half a minute each time that the resource is read again.
 */
final class NumberWatch {
    private boolean isInString;
    private boolean isEscaped;

    /** Digits before a point or an exponent. */
    private int wholeDigits;

    private boolean isBehindPoint;

    /** The exponent so far; less than nothing outside of one. */
    private int exponent = -1;

    private boolean isNegative;

    void next(int b) {
        if (isInString) {
            boolean isEnd = b == '"' && !isEscaped;
            isEscaped = b == '\\' && !isEscaped;
            isInString = !isEnd;
        } else if (b >= '0' && b <= '9') {
            digit(b - '0');
        } else if (b == 'e' || b == 'E') {
            // Of "true" and "false", too; no digit follows there.
            exponent = 0;
            isNegative = false;
        } else if (b == '-') {
            isNegative = exponent >= 0;
        } else if (b == '.') {
            isBehindPoint = true;
        } else if (b != '+') {
            isInString = b == '"';
            end();
        }
    }

    private void digit(int digit) {
        if (exponent >= 0) {
            exponent = exponent * 10 + digit;
            if (exponent > RequestSize.LARGEST_EXPONENT) {
                throw new InvalidRequestException(RequestSize.EXPONENT);
            }
        } else if (!isBehindPoint) {
            wholeDigits++;
        }
    }

    private void end() {
        int power = exponent > 0 && !isNegative ? exponent : 0;
        if (wholeDigits + power > RequestSize.MOST_WHOLE_DIGITS) {
            throw new InvalidRequestException(RequestSize.TOO_LARGE);
        }
        wholeDigits = 0;
        isBehindPoint = false;
        exponent = -1;
        isNegative = false;
    }
}
