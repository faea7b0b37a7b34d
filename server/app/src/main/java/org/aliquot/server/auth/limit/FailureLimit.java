package org.aliquot.server.auth.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Of one address so many attempts may fail in a minute: wrong passwords, secrets, codes, tokens. Those that succeed are not
 * counted: behind a proxy that does not say for whom it asks, everybody has one address.
 */
public final class FailureLimit extends OncePerRequestFilter {
    private static final int TOO_MANY = 429;
    private static final int FIRST_FAILURE = 400;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final long MOST_ADDRESSES = 100_000;

    private final int most;
    private final Cache<String, AtomicInteger> failures;

    /** @param most failures of one address within a minute */
    public FailureLimit(int most, Ticker ticker) {
        this.most = most;
        this.failures = Caffeine.newBuilder()
                .expireAfterWrite(WINDOW)
                .maximumSize(MOST_ADDRESSES)
                .ticker(ticker)
                .build();
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/auth/")
                || !request.getMethod().equals("POST");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String address = request.getRemoteAddr();
        AtomicInteger before = failures.getIfPresent(address);
        if (before != null && before.get() >= most) {
            response.setStatus(TOO_MANY);
            response.setHeader("Retry-After", Long.toString(WINDOW.toSeconds()));
            response.setContentType("application/json");
            response.getOutputStream()
                    .write("{\"error\":\"slow_down\",\"error_description\":\"too many attempts failed; wait a minute\"}"
                            .getBytes(StandardCharsets.UTF_8));
            return;
        }
        chain.doFilter(request, response);
        if (response.getStatus() >= FIRST_FAILURE) {
            failures.get(address, none -> new AtomicInteger()).incrementAndGet();
        }
    }
}
