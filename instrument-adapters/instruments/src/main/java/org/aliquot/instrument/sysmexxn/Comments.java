package org.aliquot.instrument.sysmexxn;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.instrument.Texts;
import org.aliquot.protocol.astm.record.AstmRecord;

/** C records: C.4 is the comment, empty in most messages. */
final class Comments {
    private Comments() {}

    static List<String> of(List<AstmRecord> notes) {
        return notes.stream()
                .filter(note -> note.type() == 'C')
                .map(note -> Texts.joined(
                        note.repeats(4).stream().flatMap(List::stream).toList()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Notes that are no comments: M and S records, of which this family makes no use. */
    static Stream<AstmRecord> others(List<AstmRecord> notes) {
        return notes.stream().filter(note -> note.type() != 'C');
    }
}
