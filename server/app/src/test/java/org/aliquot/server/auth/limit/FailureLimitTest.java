package org.aliquot.server.auth.limit;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class FailureLimitTest {
    private final AtomicLong now = new AtomicLong();
    private final FailureLimit limit = new FailureLimit(3, now::get);

    private int post(String path, String address, int answer) throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", path);
        request.setRemoteAddr(address);
        MockHttpServletResponse response = new MockHttpServletResponse();
        limit.doFilter(request, response, (in, out) -> ((MockHttpServletResponse) out).setStatus(answer));
        return response.getStatus();
    }

    @Test
    void afterTooManyFailuresAnAddressWaitsAMinute() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(post("/auth/token", "192.0.2.1", 401)).isEqualTo(401);
        }
        assertThat(post("/auth/login", "192.0.2.1", 200)).isEqualTo(429);
        assertThat(post("/auth/login", "192.0.2.2", 200)).as("others go on").isEqualTo(200);
        assertThat(post("/fhir/Patient", "192.0.2.1", 201))
                .as("who has a token goes on")
                .isEqualTo(201);
        now.addAndGet(TimeUnit.SECONDS.toNanos(61));
        assertThat(post("/auth/login", "192.0.2.1", 200)).isEqualTo(200);
    }

    @Test
    void successesAreNotCounted() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(post("/auth/token", "192.0.2.3", 200)).isEqualTo(200);
        }
    }
}
