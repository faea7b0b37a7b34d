package org.aliquot.server.bulk;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.aliquot.ingest.bulk.UpdateReadiness;
import org.aliquot.ingest.hapi.schema.DeferredIndexes;
import org.aliquot.ingest.hapi.schema.IndexPlan;
import org.aliquot.ingest.job.LoadMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first load of an empty server goes without search indexes, which are built at its end; those that a change of a
 * resource needs, before the first change.
 */
final class EmptyServerLoads implements LoadMode, UpdateReadiness {
    private static final Logger LOG = LoggerFactory.getLogger(EmptyServerLoads.class);
    private static final int MOST_WORKERS = 4;

    private final DataSource dataSource;
    private final IndexPlan plan;
    private final int workers = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());

    /** What lacks indexes that changes need; none most of the time. */
    private volatile @Nullable DeferredIndexes lacking;

    EmptyServerLoads(DataSource dataSource, IndexPlan plan) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.plan = Objects.requireNonNull(plan, "plan");
    }

    @Override
    public Optional<Underway> begin() {
        try {
            Optional<DeferredIndexes> begun = DeferredIndexes.begin(dataSource);
            begun.ifPresent(indexes -> lacking = indexes);
            return begun.map(WithoutIndexes::new);
        } catch (SQLException e) {
            LOG.warn("an initial load goes with its indexes in place: SQL state {}", e.getSQLState());
            return Optional.empty();
        }
    }

    @Override
    public boolean isReady() {
        return lacking == null;
    }

    @Override
    public synchronized void makeReady() throws SQLException {
        DeferredIndexes indexes = lacking;
        if (indexes != null) {
            LOG.info("resources are changed during an initial load: builds the indexes that this needs");
            indexes.buildForUpdates(plan, workers, step -> {});
            lacking = null;
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
                indexes.build(plan, workers, progress);
            } catch (SQLException e) {
                throw new IllegalStateException("the indexes of an initial load cannot be built: " + e.getMessage(), e);
            }
            lacking = null;
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
