package org.aliquot.ingest.bulk;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.aliquot.ingest.BulkSession;
import org.aliquot.ingest.BulkStore;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.StoreUnavailableException;
import org.aliquot.ingest.hapi.IndexHashes;
import org.aliquot.ingest.hapi.table.Candidate;
import org.aliquot.ingest.hapi.table.ForeignKeys;
import org.aliquot.ingest.hapi.table.StorageFacts;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.RowExtractor;

/** Writes HAPI's tables by COPY. What its extractors leave goes through HAPI's DAO. */
public final class CopyBulkStore implements BulkStore {
    private static final int REQUEST_ID_LENGTH = 16;

    private final DataSource dataSource;
    private final List<RowExtractor> extractors;
    private final BulkStore dao;
    private final CopyWriters writers;
    private final CopySettings settings;
    private final CommitListener listener;
    private final Clock clock;

    /**
     * @param extractors asked in turn; the first that answers decides
     * @param dao takes what no extractor answers for
     */
    public CopyBulkStore(
            DataSource dataSource,
            List<RowExtractor> extractors,
            BulkStore dao,
            StorageFacts facts,
            IndexHashes hashes,
            CopySettings settings,
            CommitListener listener,
            Clock clock) {
        this.dataSource = dataSource;
        this.extractors = List.copyOf(extractors);
        this.dao = dao;
        this.writers = new CopyWriters(dataSource, facts, hashes);
        this.settings = settings;
        this.listener = listener;
        this.clock = clock;
    }

    @Override
    public PreparedLine prepare(SourceLine line) throws LineRefusedException {
        for (RowExtractor extractor : extractors) {
            Optional<ResourceRows> rows = extractor.rowsOf(line.json());
            if (rows.isPresent()) {
                return new Prepared.AsRows(line, Candidate.of(rows.get()));
            }
        }
        return new Prepared.ForDao(dao.prepare(line));
    }

    @Override
    public BulkSession open() {
        String requestId = UUID.randomUUID().toString().replace("-", "").substring(0, REQUEST_ID_LENGTH);
        return new CopySession(isGuarded(), dataSource, writers, dao, settings, listener, clock, requestId);
    }

    private boolean isGuarded() {
        try (Connection connection = dataSource.getConnection()) {
            return ForeignKeys.guardLinks(connection);
        } catch (SQLException e) {
            throw new StoreUnavailableException("the database did not answer", e);
        }
    }
}
