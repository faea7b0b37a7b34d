package org.aliquot.ingest.hapi.fulltext;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.dao.BaseHapiFhirDao;
import ca.uhn.fhir.jpa.dao.IJpaStorageResourceParser;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hibernate.search.mapper.orm.Search;
import org.hibernate.search.mapper.orm.work.SearchIndexingPlan;
import org.hl7.fhir.r4.model.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts what waits into the full-text index, some hundreds in a pass. Several servers may run it on one database. */
public final class FullTextIndexer {
    private static final Logger LOG = LoggerFactory.getLogger(FullTextIndexer.class);
    private static final int IN_A_PASS = 200;

    private static final String TAKE = "select pending_id, res_id from aliquot_fulltext_pending"
            + " where not in_bulk or :all order by in_bulk, pending_id limit " + IN_A_PASS
            + " for update skip locked";
    private static final String DONE = "delete from aliquot_fulltext_pending where pending_id in (:ids)";
    private static final String WAITING = "select count(*) from aliquot_fulltext_pending";

    private final EntityManager entities;
    private final TransactionTemplate transactions;
    private final IJpaStorageResourceParser parser;
    private final FhirContext fhir;

    public FullTextIndexer(
            EntityManager entities,
            PlatformTransactionManager transactions,
            IJpaStorageResourceParser parser,
            FhirContext fhir) {
        this.entities = Objects.requireNonNull(entities, "entities");
        this.transactions = new TransactionTemplate(transactions);
        this.parser = Objects.requireNonNull(parser, "parser");
        this.fhir = Objects.requireNonNull(fhir, "fhir");
    }

    /**
     * Indexes what waits longest, analyzers' results before loads.
     *
     * @param bulkToo whether what was loaded in bulk is indexed as well
     * @return how many resources were indexed; fewer than a full pass means that nothing more waits
     */
    public int pass(boolean bulkToo) {
        Integer indexed = transactions.execute(status -> {
            List<?> waiting = entities.createNativeQuery(TAKE)
                    .setParameter("all", bulkToo)
                    .getResultList();
            if (waiting.isEmpty()) {
                return 0;
            }
            Set<Long> ids = new LinkedHashSet<>();
            Set<Long> resources = new LinkedHashSet<>();
            for (Object row : waiting) {
                ids.add(((Number) ((Object[]) row)[0]).longValue());
                resources.add(((Number) ((Object[]) row)[1]).longValue());
            }
            // Nothing here changes a row by way of an entity; else each of the parser's queries would look at all
            // entities
            // read so far for changes.
            entities.setFlushMode(FlushModeType.COMMIT);
            SearchIndexingPlan plan = Search.session(entities).indexingPlan();
            resources.forEach(pid -> index(plan, pid));
            // Into the index before the rows go: a crash in between indexes once more, never once less.
            plan.execute();
            entities.createNativeQuery(DONE).setParameter("ids", ids).executeUpdate();
            return waiting.size();
        });
        return indexed == null ? 0 : indexed;
    }

    /** Whether a pass took all it could, so that another will find more. */
    public static boolean isFull(int indexed) {
        return indexed == IN_A_PASS;
    }

    /** How many resources wait. */
    public long waiting() {
        Number count = transactions.execute(
                status -> (Number) entities.createNativeQuery(WAITING).getSingleResult());
        return count == null ? 0 : count.longValue();
    }

    private void index(SearchIndexingPlan plan, long pid) {
        ResourceTable entity = entities.find(ResourceTable.class, JpaPid.fromId(pid));
        if (entity == null) {
            return;
        }
        if (entity.getDeleted() == null) {
            try {
                Resource resource = (Resource) parser.toResource(entity, false);
                entity.setContentText(BaseHapiFhirDao.parseContentTextIntoWords(fhir, resource));
                entity.setNarrativeText(NarrativeText.of(resource));
            } catch (RuntimeException e) {
                // One that cannot be read must not keep all others out of the index.
                LOG.warn(
                        "{}/{} is not in the full-text index: {}",
                        entity.getResourceType(),
                        entity.getFhirId(),
                        e.getClass().getSimpleName());
                return;
            }
        }
        plan.addOrUpdate(entity);
    }
}
