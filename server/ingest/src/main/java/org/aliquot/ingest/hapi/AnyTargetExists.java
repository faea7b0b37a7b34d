package org.aliquot.ingest.hapi;

import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.rest.api.server.storage.IResourcePersistentId;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;

/**
 * Tells HAPI's extraction that whatever a reference names has been found already, so that it asks no database. Whether it
 * is really there is decided where rows are written.
 */
final class AnyTargetExists extends TransactionDetails {
    // Different targets, different ids: HAPI takes two links of one path and one target id for one.
    private final Map<String, JpaPid> made = new HashMap<>();

    AnyTargetExists() {
        super(new Date(0));
    }

    @Override
    public IResourcePersistentId<?> getResolvedResourceId(IIdType id) {
        return made.computeIfAbsent(
                id.toUnqualifiedVersionless().getValue(), reference -> JpaPid.fromId((long) made.size() + 1));
    }

    @Override
    public IBaseResource getResolvedResource(IIdType id) {
        return null;
    }
}
