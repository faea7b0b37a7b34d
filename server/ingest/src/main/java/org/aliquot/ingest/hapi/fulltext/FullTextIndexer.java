package org.aliquot.ingest.hapi.fulltext;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.dao.BaseHapiFhirDao;
import ca.uhn.fhir.jpa.dao.IJpaStorageResourceParser;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
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
    private static final int IN_A_PASS = FullTextOutbox.LONGEST_RUN;

    private static final String TAKE = "select pending_id, first_id, last_id from aliquot_fulltext_pending"
            + " where not in_bulk or :all order by in_bulk, pending_id limit " + IN_A_PASS
            + " for update skip locked";
    private static final String DONE = "delete from aliquot_fulltext_pending where pending_id in (:ids)";
    private static final String VERSIONS = "select res_id, res_ver from hfj_resource where res_id in (:ids)";
    private static final String WAITING =
            "select coalesce(sum(last_id - first_id + 1), 0) from aliquot_fulltext_pending";

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
     * @return whether more waits
     */
    public boolean pass(boolean bulkToo) {
        Boolean isMore = transactions.execute(status -> {
            List<?> waiting = entities.createNativeQuery(TAKE)
                    .setParameter("all", bulkToo)
                    .getResultList();
            if (waiting.isEmpty()) {
                return false;
            }
            Set<Long> ids = new LinkedHashSet<>();
            Set<Long> resources = new LinkedHashSet<>();
            for (Object row : waiting) {
                long[] run = numbers((Object[]) row);
                if (!ids.isEmpty() && resources.size() + run[2] - run[1] >= IN_A_PASS) {
                    break;
                }
                ids.add(run[0]);
                LongStream.rangeClosed(run[1], run[2]).forEach(resources::add);
            }
            // Nothing here changes a row by way of an entity; else each of the parser's queries would look for changes
            // at all that were read so far.
            entities.setFlushMode(FlushModeType.COMMIT);
            SearchIndexingPlan plan = Search.session(entities).indexingPlan();
            Map<Long, Long> versions = new HashMap<>();
            resources.forEach(pid -> index(plan, pid, versions));
            // Into the index before the rows go: a crash in between indexes once more, never once less.
            plan.execute();
            if (areCurrent(versions)) {
                entities.createNativeQuery(DONE).setParameter("ids", ids).executeUpdate();
            }
            return waiting.size() == IN_A_PASS || ids.size() < waiting.size();
        });
        return Boolean.TRUE.equals(isMore);
    }

    private static long[] numbers(Object[] row) {
        return Arrays.stream(row).mapToLong(each -> ((Number) each).longValue()).toArray();
    }

    /** How many resources wait. */
    public long waiting() {
        Number count = transactions.execute(
                status -> (Number) entities.createNativeQuery(WAITING).getSingleResult());
        return count == null ? 0 : count.longValue();
    }

    // A version that came after its resource was read may have been put into the index before the one read here: then
    // all
    // of it is done again.
    private boolean areCurrent(Map<Long, Long> versions) {
        List<?> now = versions.isEmpty()
                ? List.of()
                : entities.createNativeQuery(VERSIONS)
                        .setParameter("ids", versions.keySet())
                        .getResultList();
        return now.stream().map(row -> numbers((Object[]) row)).allMatch(row -> versions.get(row[0]) == row[1]);
    }

    private void index(SearchIndexingPlan plan, long pid, Map<Long, Long> versions) {
        ResourceTable entity = entities.find(ResourceTable.class, JpaPid.fromId(pid));
        if (entity == null) {
            return;
        }
        versions.put(pid, entity.getVersion());
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
