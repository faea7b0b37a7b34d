package org.aliquot.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForeignKeysTest {
    @Test
    void parentsAreFilledBeforeTheirChildren() {
        ForeignKeys keys =
                new ForeignKeys(Set.of("version resource", "tag version", "tag definition", "link elsewhere"));

        assertThat(keys.levels(List.of("tag", "version", "definition", "link", "resource")))
                .containsExactly(List.of("definition", "link", "resource"), List.of("version"), List.of("tag"));
    }

    @Test
    void withoutKeysAllAreFilledAtOnce() {
        assertThat(new ForeignKeys(Set.of()).levels(List.of("b", "a"))).containsExactly(List.of("b", "a"));
    }

    @Test
    void aCircleIsSaid() {
        ForeignKeys keys = new ForeignKeys(Set.of("a b", "b a"));

        assertThatThrownBy(() -> keys.levels(List.of("a", "b"))).hasMessageContaining("circle");
    }
}
