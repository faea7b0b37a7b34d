package org.aliquot.ingest.hapi;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.aliquot.ingest.BulkSession;
import org.aliquot.ingest.BulkStore;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.StoreUnavailableException;
import org.aliquot.ingest.TransactionStep;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.ingest.database.DatabaseTrouble;
import org.aliquot.ingest.rows.json.Schema;
import org.aliquot.ingest.validate.Structure;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores through HAPI's own DAOs: slow and trusted, the oracle of the fast one.
 *
 * <p>A batch that HAPI takes whole is one transaction bundle; one of which it refuses something is stored line by line,
 * still in one transaction (see {@link RetryWithoutRefused}). Stores before it returns: its futures are complete.
 */
public final class HapiDaoBulkStore implements BulkStore {
    private final Structure structure;
    private final LineParser parser;
    private final DaoWriter writer;
    private final TransactionTemplate transactions;
    private final WritesUnderWay writes;

    public HapiDaoBulkStore(
            FhirContext fhir,
            DaoRegistry daos,
            IFhirSystemDao<Bundle, Meta> systemDao,
            EntityManagerFactory entities,
            PlatformTransactionManager transactions,
            WritesUnderWay writes) {
        this.structure = new Structure(new Schema(fhir));
        this.parser = new LineParser(fhir);
        this.writer =
                new DaoWriter(fhir, daos, systemDao, SharedEntityManagerCreator.createSharedEntityManager(entities));
        this.transactions = new TransactionTemplate(Objects.requireNonNull(transactions, "transactions"));
        this.writes = Objects.requireNonNull(writes, "writes");
    }

    @Override
    public PreparedLine prepare(SourceLine line) throws LineRefusedException {
        structure.check(line.json());
        Resource resource = parser.read(line);
        DaoOnlyTypes.refuseServersOwn(resource.fhirType());
        return new ParsedLine(line, resource, parser);
    }

    @Override
    public BulkSession open() {
        return new DaoSession(this);
    }

    /** Stores before it returns. */
    CompletableFuture<List<Outcome>> store(List<PreparedLine> batch, TransactionStep step) {
        List<ParsedLine> lines = batch.stream().map(ParsedLine.class::cast).toList();
        // From before HAPI notes a time, which it keeps however often it tries.
        try (WritesUnderWay.Write write = writes.beginBatch()) {
            return CompletableFuture.completedFuture(stored(lines, step));
        } catch (StepFailedException e) {
            return CompletableFuture.failedFuture(whatFailed(e.getCause()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(whatFailed(e));
        }
    }

    private List<Outcome> stored(List<ParsedLine> lines, TransactionStep step) {
        TransactionStep guarded = guarded(step);
        try {
            return Objects.requireNonNull(transactions.execute(status -> {
                List<Outcome> outcomes = writer.together(lines);
                writer.step(guarded, outcomes);
                return outcomes;
            }));
        } catch (StepFailedException e) {
            throw e;
        } catch (RuntimeException e) {
            if (DatabaseTrouble.isCauseOf(e)) {
                throw e;
            }
            return new RetryWithoutRefused(lines, writer, transactions).store(guarded);
        }
    }

    private static RuntimeException whatFailed(Throwable failure) {
        if (DatabaseTrouble.isCauseOf(failure)) {
            return new StoreUnavailableException("the database did not answer as it should", failure);
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    // A failure of the step is the caller's affair and no line's.
    private static TransactionStep guarded(TransactionStep step) {
        return (connection, outcomes) -> {
            try {
                step.run(connection, outcomes);
            } catch (Exception e) {
                throw new StepFailedException(e);
            }
        };
    }

    private static final class StepFailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StepFailedException(Exception cause) {
            super(cause);
        }
    }
}
