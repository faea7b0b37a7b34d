package org.aliquot.server.audit.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.aliquot.server.audit.journal.Journal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** A disk that takes nothing any more: a journal that is closed stands for it. */
class AuditFilterTest {
    @TempDir
    private Path folder;

    /** How something answers. */
    @FunctionalInterface
    private interface Answering {
        void answer(ServletResponse response) throws IOException;
    }

    private MockHttpServletResponse answered(boolean canBeWritten, Answering answering) throws Exception {
        Journal journal = new Journal(folder, 1_000, 100_000, false);
        if (!canBeWritten) {
            journal.close();
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        new AuditFilter(journal, new Strangers(journal, Clock.systemUTC()), new Requests(""), Clock.systemUTC())
                .doFilter(
                        new MockHttpServletRequest("GET", "/ops/connections"),
                        response,
                        (in, out) -> answering.answer(out));
        return response;
    }

    @Test
    void whatCannotBeAccountedForIsNotAnswered() throws Exception {
        for (Answering answering : new Answering[] {
            response -> response.getOutputStream().write("secret".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            response -> response.getWriter().write("secret"),
            response -> {
                response.getWriter().write("secret");
                response.flushBuffer();
            },
            response -> {}
        }) {
            MockHttpServletResponse response = answered(false, answering);
            assertThat(response.getStatus()).isEqualTo(503);
            assertThat(response.getContentAsString())
                    .contains("OperationOutcome")
                    .doesNotContain("secret");
        }
    }

    @Test
    void whatIsAccountedForIsAnswered() throws Exception {
        MockHttpServletResponse response = answered(true, out -> out.getWriter().write("answer"));
        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getContentAsString()).isEqualTo("answer");
    }
}
