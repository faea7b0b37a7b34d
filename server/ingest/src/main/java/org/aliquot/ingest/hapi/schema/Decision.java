package org.aliquot.ingest.hapi.schema;

import java.util.List;

/** What a plan does with an index or foreign key of HAPI's. */
public sealed interface Decision {
    /** It stays as it is. */
    record Keep() implements Decision {}

    /** It goes; nothing takes its place. */
    record Drop() implements Decision {}

    /** It goes once these, narrower together, are there. */
    record Replace(List<OwnIndex> by) implements Decision {
        public Replace {
            by = List.copyOf(by);
        }
    }

    /** ANALYZE looks at a sample of another size. */
    record Sample(int target) implements Decision {}
}
