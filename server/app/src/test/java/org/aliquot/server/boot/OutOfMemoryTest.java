package org.aliquot.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutOfMemoryTest {
    private final AtomicInteger ends = new AtomicInteger();
    private final OutOfMemory.Ending ending = new OutOfMemory.Ending(ends::incrementAndGet);

    @Test
    void aThreadThatDiesOfItEndsTheProcess() {
        ending.uncaughtException(Thread.currentThread(), new OutOfMemoryError("invented"));
        ending.uncaughtException(Thread.currentThread(), new IllegalStateException(new OutOfMemoryError("invented")));
        assertThat(ends).hasValue(2);
    }

    @Test
    void otherFailuresDoNot() {
        ending.uncaughtException(Thread.currentThread(), new IllegalStateException("invented"));
        assertThat(ends).hasValue(0);
    }
}
