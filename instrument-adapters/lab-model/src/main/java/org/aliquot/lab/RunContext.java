package org.aliquot.lab;

import java.util.Objects;

/** How a run was done: {@code Blood Mode = W}, {@code Ref Group = General}. Neither a result nor a flag. */
public record RunContext(TestCode about, String value) {
    public RunContext {
        Objects.requireNonNull(about, "about");
        Objects.requireNonNull(value, "value");
    }
}
