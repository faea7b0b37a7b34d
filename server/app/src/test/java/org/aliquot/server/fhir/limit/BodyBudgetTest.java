package org.aliquot.server.fhir.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.PayloadTooLargeException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService others = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        others.shutdownNow();
    }

    @Test
    void whatIsMoreThanThereIsIsRefusedAtOnce() {
        BodyBudget budget = new BodyBudget(100, PATIENCE);
        try (BodyBudget.Share one = budget.open()) {
            one.take(60);
            assertThatThrownBy(() -> one.take(41)).isInstanceOf(PayloadTooLargeException.class);
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void oneWaitsUntilAnotherIsAnswered() throws Exception {
        BodyBudget budget = new BodyBudget(100, PATIENCE);
        BodyBudget.Share one = budget.open();
        one.take(60);
        Future<Long> other = others.submit(() -> {
            try (BodyBudget.Share share = budget.open()) {
                share.take(60);
                return budget.used();
            }
        });
        Thread.sleep(100);
        assertThat(other.isDone()).isFalse();
        one.close();
        assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo(60);
        assertThat(budget.used()).isZero();
    }

    @Test
    void nobodyWaitsForEver() {
        BodyBudget budget = new BodyBudget(100, Duration.ofMillis(50));
        try (BodyBudget.Share one = budget.open();
                BodyBudget.Share other = budget.open()) {
            one.take(60);
            assertThatThrownBy(() -> other.take(60))
                    .isInstanceOf(UnclassifiedServerFailureException.class)
                    .satisfies(busy -> assertThat(((BaseServerResponseException) busy).getStatusCode())
                            .isEqualTo(503));
            assertThat(budget.used()).isEqualTo(60);
        }
    }

    /** Each has half of what it needs: the last one gives up, and all others go on long before their patience ends. */
    @Test
    void thoseWhoWaitForEachOtherDoNotAllGiveUp() throws Exception {
        BodyBudget budget = new BodyBudget(1_000, PATIENCE);
        List<Future<Boolean>> all = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < 8; i++) {
            all.add(others.submit(() -> {
                try (BodyBudget.Share share = budget.open()) {
                    for (int taken = 0; taken < 900; taken += 10) {
                        share.take(10);
                        Thread.sleep(1);
                    }
                    return true;
                } catch (UnclassifiedServerFailureException busy) {
                    return false;
                }
            }));
        }
        int done = 0;
        for (Future<Boolean> one : all) {
            done += one.get(30, TimeUnit.SECONDS) ? 1 : 0;
        }
        assertThat(done).isPositive();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PATIENCE);
        assertThat(budget.used()).isZero();
    }

    private static long cost(String body, boolean isXml) {
        BodyCost cost = new BodyCost(isXml);
        for (byte b : body.getBytes(StandardCharsets.UTF_8)) {
            cost.next(b);
        }
        return cost.bytes();
    }

    @Test
    void manySmallElementsWeighMoreThanALongText() {
        String text = "{\"data\":\"" + "{[,\\\"".repeat(10_000) + "\"}";
        assertThat(cost(text, false)).isEqualTo(4L * text.length() + 400);
        assertThat(cost("[" + "{},".repeat(10_000) + "{}]", false)).isGreaterThan(6_000_000);
        assertThat(cost("<a b=\"1\"/>".repeat(10_000), true)).isGreaterThan(6_000_000);
    }
}
