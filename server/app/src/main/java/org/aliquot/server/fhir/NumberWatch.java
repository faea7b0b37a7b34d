package org.aliquot.server.fhir;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import org.aliquot.server.fhir.limit.RequestSize;

/**
 * Looks at JSON going by, for numbers whose exponent is too large. HAPI writes every number out before it reads it: {@code
 * 1e99999999} becomes a hundred million digits, and takes half a minute each time that the resource is read again.
 */
final class NumberWatch {
    private boolean isInString;
    private boolean isEscaped;

    /** The exponent so far; less than nothing outside of one. */
    private int exponent = -1;

    void next(int b) {
        if (isInString) {
            boolean isEnd = b == '"' && !isEscaped;
            isEscaped = b == '\\' && !isEscaped;
            isInString = !isEnd;
        } else if (b == '"') {
            isInString = true;
            exponent = -1;
        } else if (b == 'e' || b == 'E') {
            // Of "true" and "false", too; no digit follows there.
            exponent = 0;
        } else if (exponent >= 0 && b >= '0' && b <= '9') {
            exponent = exponent * 10 + b - '0';
            if (exponent > RequestSize.LARGEST_EXPONENT) {
                throw new InvalidRequestException(RequestSize.EXPONENT);
            }
        } else if (b != '+' && b != '-') {
            exponent = -1;
        }
    }
}
