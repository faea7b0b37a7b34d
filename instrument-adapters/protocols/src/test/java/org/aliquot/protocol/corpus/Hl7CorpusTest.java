package org.aliquot.protocol.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.aliquot.protocol.hl7v2.Hl7Conversation;
import org.aliquot.protocol.hl7v2.Hl7Fault;
import org.aliquot.protocol.hl7v2.Hl7Message;
import org.aliquot.protocol.hl7v2.Hl7Reader;
import org.junit.jupiter.api.Test;

class Hl7CorpusTest {
    @Test
    void everyFileGivesCompleteMessagesWithAType() {
        for (Path file : Corpus.files(".hl7")) {
            Hl7Conversation read = Hl7Reader.read(Corpus.bytes(file), StandardCharsets.UTF_8);
            assertThat(read.messages()).as(file.toString()).isNotEmpty();
            for (Hl7Message message : read.messages()) {
                assertThat(message.type()).as(file.toString()).matches("[A-Z]{3}\\^[A-Z]\\d\\d");
                assertThat(message.complete()).as(file.toString()).isTrue();
            }
            // One file carries the escaped control characters of its publisher's source code as a line of text.
            assertThat(read.faults())
                    .as(file.toString())
                    .hasSizeLessThan(2)
                    .allMatch(f -> f.kind() == Hl7Fault.Kind.MALFORMED_SEGMENT);
        }
    }
}
