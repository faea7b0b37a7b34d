package org.aliquot.server.bulk;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.aliquot.ingest.hapi.schema.DeferredIndexes;
import org.aliquot.ingest.hapi.schema.IndexPlan;
import org.aliquot.ingest.job.LoadMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first load of an empty server goes without search indexes, which are built at its end. */
final class EmptyServerLoads implements LoadMode {
    private static final Logger LOG = LoggerFactory.getLogger(EmptyServerLoads.class);
    private static final int MOST_WORKERS = 4;

    private final DataSource dataSource;
    private final IndexPlan plan;

    EmptyServerLoads(DataSource dataSource, IndexPlan plan) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.plan = Objects.requireNonNull(plan, "plan");
    }

    @Override
    public Optional<Underway> begin() {
        try {
            return DeferredIndexes.begin(dataSource).map(WithoutIndexes::new);
        } catch (SQLException e) {
            LOG.warn("an initial load goes with its indexes in place: SQL state {}", e.getSQLState());
            return Optional.empty();
        }
    }

    /** A load that is under way. */
    private final class WithoutIndexes implements Underway {
        private final DeferredIndexes indexes;

        WithoutIndexes(DeferredIndexes indexes) {
            this.indexes = indexes;
        }

        @Override
        public void complete(Consumer<String> progress) {
            try {
                int workers = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
                indexes.build(plan, workers, progress);
            } catch (SQLException e) {
                throw new IllegalStateException("the indexes of an initial load cannot be built: " + e.getMessage(), e);
            }
            indexes.close();
        }

        @Override
        public void stop() {
            indexes.stop();
        }

        @Override
        public void abandon() {
            indexes.close();
        }
    }
}
