package org.aliquot.server.bulk.export.job;

import java.time.Instant;
import java.util.Optional;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.run.ExportRun;

/**
 * A job as the ledger has it.
 *
 * @param owner whose it is: the bearer's name
 * @param server whose files
 * @param request the URL by which it was ordered
 * @param starts how often it was begun, less what ended in good order
 * @param reason why it failed
 * @param expires when its files go
 * @param made where it is done
 */
public record ExportJob(
        String id,
        String owner,
        String server,
        String request,
        ExportOrder order,
        ExportState state,
        int starts,
        Optional<String> reason,
        Instant created,
        Optional<Instant> started,
        Optional<Instant> ended,
        Optional<Instant> expires,
        Optional<ExportRun.Made> made) {}
