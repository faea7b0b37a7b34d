package org.aliquot.gateway;

import java.util.List;
import org.aliquot.lab.Finding;

/** What became of one report. */
public sealed interface Receipt {
    /** What a person should look at, stored or not. */
    List<Finding> findings();

    /** It is in the database. Findings are warnings: an unmapped code, an unmatched specimen. */
    record Stored(int resources, List<Finding> findings) implements Receipt {
        public Stored {
            findings = List.copyOf(findings);
        }
    }

    /** This message was stored before; nothing was changed. */
    record Duplicate() implements Receipt {
        @Override
        public List<Finding> findings() {
            return List.of();
        }
    }

    /** Nothing of it is stored; it waits for a person and a replay. At least one finding is an error. */
    record Quarantined(List<Finding> findings) implements Receipt {
        public Quarantined {
            findings = List.copyOf(findings);
        }
    }
}
