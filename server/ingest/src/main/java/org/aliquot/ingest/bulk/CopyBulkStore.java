package org.aliquot.ingest.bulk;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.aliquot.ingest.BulkSession;
import org.aliquot.ingest.BulkStore;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.StoreUnavailableException;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.ingest.hapi.RequestIds;
import org.aliquot.ingest.hapi.table.Candidate;
import org.aliquot.ingest.hapi.table.ForeignKeys;
import org.aliquot.ingest.validate.LineCheck;

/** Writes HAPI's tables by COPY. What its extractors leave goes through HAPI's DAO. */
public final class CopyBulkStore implements BulkStore {
    private final DataSource dataSource;
    private final Extractors extractors;
    private final LineCheck structure;
    private final BulkStore dao;
    private final CopyWriters writers;
    private final CopySettings settings;
    private final CommitListener listener;
    private final UpdateReadiness readiness;
    private final WritesUnderWay writes;
    private final Clock clock;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param structure refuses what lacks FHIR's structure
     * @param dao takes what no extractor answers for
     */
    public CopyBulkStore(
            DataSource dataSource,
            Extractors extractors,
            LineCheck structure,
            BulkStore dao,
            CopyWriters writers,
            CopySettings settings,
            CommitListener listener,
            UpdateReadiness readiness,
            WritesUnderWay writes,
            Clock clock) {
        this.dataSource = dataSource;
        this.extractors = extractors;
        this.structure = structure;
        this.dao = dao;
        this.writers = writers;
        this.settings = settings;
        this.listener = listener;
        this.readiness = readiness;
        this.writes = writes;
        this.clock = clock;
    }

    @Override
    public PreparedLine prepare(SourceLine line) throws LineRefusedException {
        Optional<Candidate> candidate = extractors.candidate(line.json(), structure);
        if (candidate.isPresent()) {
            return new Prepared.AsRows(line, candidate.get());
        }
        return new Prepared.ForDao(dao.prepare(line));
    }

    @Override
    public BulkSession open() {
        String requestId = RequestIds.next();
        boolean guarded = isGuarded();
        open.incrementAndGet();
        return new CopySession(
                open::decrementAndGet,
                guarded,
                dataSource,
                writers,
                dao,
                settings,
                listener,
                readiness,
                writes,
                clock,
                requestId);
    }

    /** Whether a load is under way. */
    public boolean isWriting() {
        return open.get() > 0;
    }

    private boolean isGuarded() {
        try (Connection connection = dataSource.getConnection()) {
            return ForeignKeys.guardLinks(connection);
        } catch (SQLException e) {
            throw new StoreUnavailableException("the database did not answer", e);
        }
    }
}
