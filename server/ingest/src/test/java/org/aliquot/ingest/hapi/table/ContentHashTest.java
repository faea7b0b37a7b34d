package org.aliquot.ingest.hapi.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** HAPI hashes with Guava; so does the oracle. */
class ContentHashTest {
    @Property
    void isWhatHapiWrites(@ForAll String text) {
        assertThat(ContentHash.of(text))
                .isEqualTo(Hashing.sha256().hashUnencodedChars(text).toString());
    }
}
