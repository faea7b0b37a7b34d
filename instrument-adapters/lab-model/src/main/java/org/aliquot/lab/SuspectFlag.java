package org.aliquot.lab;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A suspicion or morphology message of the instrument ({@code Blasts/Abn_Lympho?}, {@code Anemia}).
 *
 * @param score the instrument's own measure of it, as sent (Sysmex: 0 to 300, 100 and above is positive)
 * @param raised the instrument holds the suspicion; false when it reports the judgement as negative
 */
public record SuspectFlag(
        String sequence, TestCode test, Optional<String> score, List<AbnormalFlag> flags, boolean raised) {
    public SuspectFlag {
        Objects.requireNonNull(sequence, "sequence");
        Objects.requireNonNull(test, "test");
        Objects.requireNonNull(score, "score");
        flags = List.copyOf(flags);
    }
}
