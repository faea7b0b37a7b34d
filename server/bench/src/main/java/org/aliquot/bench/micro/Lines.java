package org.aliquot.bench.micro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aliquot.server.generate.Claims;
import org.aliquot.server.generate.Generator;
import org.aliquot.server.generate.ResourceKind;

/** Generated Observations, one after the other and round again. */
final class Lines {
    private static final int PATIENTS = 20;

    private final List<byte[]> lines = new ArrayList<>();
    private int next;

    Lines() {
        this(Claims.NONE);
    }

    Lines(Claims claims) {
        try {
            new Generator(1, claims).patients(PATIENTS, (kind, line, length) -> {
                if (kind == ResourceKind.OBSERVATION) {
                    // Without its line feed.
                    lines.add(Arrays.copyOf(line, length - 1));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        next = next + 1 == lines.size() ? 0 : next + 1;
        return lines.get(next);
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
