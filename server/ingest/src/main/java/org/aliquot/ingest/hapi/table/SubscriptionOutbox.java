package org.aliquot.ingest.hapi.table;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.subscription.model.ResourceModifiedMessage;
import ca.uhn.fhir.rest.server.messaging.BaseResourceMessage.OperationTypeEnum;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.aliquot.ingest.copy.CopyBuffer;
import org.hl7.fhir.r4.model.IdType;

/**
 * HFJ_RESOURCE_MODIFIED: HAPI's own list of versions that Subscriptions are still to be matched with ({@code
 * SubscriptionMatcherInterceptor}). HAPI works it off every few seconds.
 */
public final class SubscriptionOutbox implements Outbox {
    private static final String ANY = "select exists"
            + " (select 1 from hfj_resource where res_type = 'Subscription' and res_deleted_at is null)";

    private final BooleanSupplier enabled;
    private final ObjectMapper json = new ObjectMapper();

    /** @param enabled whether this server matches Subscriptions at all */
    public SubscriptionOutbox(BooleanSupplier enabled) {
        this.enabled = enabled;
    }

    @Override
    public String copyCommand() {
        return "copy hfj_resource_modified (res_id, res_ver, resource_type, created_time, summary_message)"
                + " from stdin (format binary)";
    }

    @Override
    public void write(Connection transaction, List<StoredVersion> stored, long nowMillis, CopyBuffer out)
            throws SQLException {
        // The database is asked, not HAPI's registry: that learns of a new Subscription seconds later.
        if (!enabled.getAsBoolean() || !isAny(transaction)) {
            return;
        }
        for (StoredVersion version : stored) {
            out.row(5)
                    .text(version.key().id())
                    .text(Long.toString(version.number()))
                    .text(version.key().type())
                    .timestamp(nowMillis)
                    .text(message(version));
        }
    }

    private static boolean isAny(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement();
                ResultSet row = statement.executeQuery(ANY)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private String message(StoredVersion version) {
        IdType id = new IdType(version.key().type(), version.key().id(), Long.toString(version.number()));
        OperationTypeEnum operation = version.number() == 1 ? OperationTypeEnum.CREATE : OperationTypeEnum.UPDATE;
        try {
            return json.writeValueAsString(
                    new ResourceModifiedMessage(id, operation, RequestPartitionId.allPartitions()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("HAPI's message cannot be written as JSON", e);
        }
    }
}
