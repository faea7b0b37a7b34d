package org.aliquot.ingest.bulk;

import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.hapi.table.Candidate;
import org.jspecify.annotations.Nullable;

/** A line on one of its two ways into the database. */
sealed interface Prepared extends PreparedLine {
    /** Taken apart into rows. */
    record AsRows(SourceLine line, Candidate candidate) implements Prepared {
        @Override
        public String resourceType() {
            return candidate.rows().type();
        }

        @Override
        public @Nullable String resourceId() {
            return candidate.rows().id();
        }
    }

    /** For HAPI's DAO, which does more than write rows of such a resource. */
    record ForDao(PreparedLine inner) implements Prepared {
        @Override
        public boolean maySearch() {
            return true;
        }

        @Override
        public SourceLine line() {
            return inner.line();
        }

        @Override
        public String resourceType() {
            return inner.resourceType();
        }

        @Override
        public @Nullable String resourceId() {
            return inner.resourceId();
        }
    }
}
