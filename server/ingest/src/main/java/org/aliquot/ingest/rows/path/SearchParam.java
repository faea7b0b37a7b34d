package org.aliquot.ingest.rows.path;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * An active search parameter of one resource type.
 *
 * @param code such as {@code combo-code}
 * @param paths the branches of its expression, split as HAPI splits them; each is a link's path as it stands
 * @param targets the types its references may have; empty for any
 * @param textOfTokens whether the texts of its tokens are indexed, too ({@code :text})
 * @param encoder what a normalized string goes through: a phonetic encoding, mostly none
 * @param resourceLevel whether its expression starts at {@code Resource}: never counted as absent
 */
public record SearchParam(
        String code,
        Kind kind,
        List<String> paths,
        Set<String> targets,
        boolean textOfTokens,
        UnaryOperator<String> encoder,
        boolean resourceLevel) {
    public SearchParam {
        paths = List.copyOf(paths);
        targets = Set.copyOf(targets);
    }

    /** Which rows it makes. */
    public enum Kind {
        TOKEN,
        STRING,
        DATE,
        NUMBER,
        QUANTITY,
        URI,
        REFERENCE,
        SPECIAL
    }
}
