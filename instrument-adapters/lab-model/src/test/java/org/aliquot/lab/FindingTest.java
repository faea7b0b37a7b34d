package org.aliquot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FindingTest {
    @Test
    void noTextThatWasSentCanForgeALine() {
        Finding finding = Finding.warning(
                        ReasonCode.UNMAPPED_CODE, "code \"A\r\nERROR all is lost\u0085x\u2028y\u001b[2Jz\"")
                .at("R|4\nWARN");
        assertThat(finding.message()).isEqualTo("code \"A  ERROR all is lost x y [2Jz\"");
        assertThat(finding.record()).contains("R|4 WARN");
    }

    @Test
    void aTextWithoutEndIsCutBetweenCharacters() {
        assertThat(Finding.error(ReasonCode.STORE_REFUSED, "x".repeat(500)).message())
                .isEqualTo("x".repeat(500));
        assertThat(Finding.error(ReasonCode.STORE_REFUSED, "x".repeat(501)).message())
                .isEqualTo("x".repeat(499) + "\u2026");
        assertThat(Finding.error(ReasonCode.STORE_REFUSED, "x".repeat(498) + "\uD83E\uDE78".repeat(9))
                        .message())
                .isEqualTo("x".repeat(498) + "\u2026");
    }
}
