package org.aliquot.gateway.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a cut message may be taken for the start of a later whole one. */
class ResentMessagesTest {
    private static final String WHOLE = "H|\\^&|||XN\rP|1\rO|1||S-1\rR|1|WBC|5.20\rR|2|RBC|4.1\rL|1|N\r";

    @Test
    void aStartWithAWholeResultIsContained() {
        assertThat(isStart("H|\\^&|||XN\rP|1\rO|1||S-1\rR|1|WBC|5.20\rR|2|R\r")).isTrue();
        assertThat(isStart("H|\\^&|||XN\rP|1\rO|1||S-1\rR|1|WBC|5.20\r")).isTrue();
    }

    @Test
    void aResultCutWithinItsValueIsNoWholeResult() {
        assertThat(isStart("H|\\^&|||XN\rP|1\rO|1||S-1\rR|1|WBC|5.2\r")).isFalse();
    }

    @Test
    void aStartWithoutAResultSaysTooLittle() {
        assertThat(isStart("H|\\^&|||XN\r")).isFalse();
        assertThat(isStart("H|\\^&|||XN\rP|1\rO|1||S-1\r")).isFalse();
        assertThat(isStart("")).isFalse();
    }

    @Test
    void anotherValueIsAnotherMessage() {
        assertThat(isStart("H|\\^&|||XN\rP|1\rO|1||S-1\rR|1|WBC|5.30\rR|2|R\r")).isFalse();
    }

    @Test
    void moreThanTheWholeIsNoStartOfIt() {
        assertThat(isStart(WHOLE + "R|3|HGB|1\r")).isFalse();
        assertThat(isStart(WHOLE)).isTrue();
    }

    @Test
    void hl7ResultsCountAlike() {
        String whole = "MSH|^~\\&|BC\rOBR|1||S-1\rOBX|1|NM|WBC||7.1\rOBX|2|NM|RBC||4.1\r";
        assertThat(ResentMessages.isWholeStartOf(
                        "MSH|^~\\&|BC\rOBR|1||S-1\rOBX|1|NM|WBC||7.1\rOB\r".getBytes(ISO_8859_1),
                        whole.getBytes(ISO_8859_1)))
                .isTrue();
        assertThat(ResentMessages.isWholeStartOf(
                        "MSH|^~\\&|BC\rOBR|1||S-1\r".getBytes(ISO_8859_1), whole.getBytes(ISO_8859_1)))
                .isFalse();
    }

    private static boolean isStart(String part) {
        return ResentMessages.isWholeStartOf(part.getBytes(ISO_8859_1), WHOLE.getBytes(ISO_8859_1));
    }
}
