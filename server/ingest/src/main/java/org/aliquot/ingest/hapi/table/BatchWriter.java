package org.aliquot.ingest.hapi.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.aliquot.ingest.copy.CopyBuffer;
import org.aliquot.ingest.copy.CopyChannel;
import org.aliquot.ingest.hapi.IndexHashes;

/** Writes planned batches, each in the transaction of the connection that it is given. Keeps its memory; for one thread. */
public final class BatchWriter {
    private final StorageFacts facts;
    private final ResourceRowWriter resources;
    private final IndexRowWriter index;
    private final List<Outbox> outboxes;
    private final CopyBuffer outgoing = new CopyBuffer(1024);

    private BatchWriter(StorageFacts facts, IndexHashes hashes, ResourceTypes types, List<Outbox> outboxes) {
        this.facts = facts;
        this.resources = new ResourceRowWriter(facts, types);
        this.index = new IndexRowWriter(facts, hashes, types);
        this.outboxes = List.copyOf(outboxes);
    }

    /**
     * @param connection to read HFJ_RESOURCE_TYPE from, once
     * @param outboxes who else is told of each batch
     */
    public static BatchWriter open(Connection connection, StorageFacts facts, IndexHashes hashes, List<Outbox> outboxes)
            throws SQLException {
        return new BatchWriter(facts, hashes, ResourceTypes.read(connection), outboxes);
    }

    /**
     * Writes all rows of the batch; neither commits nor rolls back.
     *
     * @throws StalePlanException when another writer changed one of the resources since the plan was made; nothing is
     *     written then
     */
    public void write(Connection transaction, BatchPlan plan) throws SQLException, StalePlanException {
        UpdatedResources updated = new UpdatedResources(plan, facts.indexStatus());
        updated.lock(transaction);
        encode(plan);
        updated.removeOldRows(transaction);
        updated.update(transaction);
        // Parents before children: where foreign keys stand, they are checked at once.
        CopyChannel.send(transaction, ResourceRowWriter.RESOURCES, resources.resources());
        CopyChannel.send(transaction, ResourceRowWriter.VERSIONS, resources.versions());
        CopyChannel.send(transaction, ResourceRowWriter.RESOURCE_TAGS, resources.resourceTags());
        CopyChannel.send(transaction, ResourceRowWriter.VERSION_TAGS, resources.versionTags());
        for (IndexTable table : IndexTable.values()) {
            CopyChannel.send(transaction, table.copyCommand(), index.buffer(table));
        }
        List<StoredVersion> stored = outboxes.isEmpty() ? List.of() : plan.stored();
        for (Outbox outbox : outboxes) {
            outgoing.clear();
            outbox.write(transaction, stored, plan.moment().millis(), outgoing);
            CopyChannel.send(transaction, outbox.copyCommand(), outgoing);
        }
    }

    private void encode(BatchPlan plan) {
        resources.clear();
        index.clear();
        plan.rewindIds();
        for (PlannedVersion version : plan.versions()) {
            resources.version(version, plan);
        }
        for (PlannedResource resource : plan.resources()) {
            if (resource.isNew()) {
                resources.resource(resource);
            }
            for (long tag : resource.tagIds()) {
                if (resource.isNew() || !resource.before().tagIds().contains(tag)) {
                    resources.resourceTag(resource, tag, plan);
                }
            }
            index.write(resource, plan);
        }
    }
}
