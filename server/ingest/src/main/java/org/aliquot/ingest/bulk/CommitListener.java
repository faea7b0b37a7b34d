package org.aliquot.ingest.bulk;

import org.aliquot.ingest.hapi.table.BatchPlan;

/** Is told of each batch once its transaction is durable, before its caller is; never fails. */
@FunctionalInterface
public interface CommitListener {
    void committed(BatchPlan plan);
}
