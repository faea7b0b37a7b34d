package org.aliquot.ingest.hapi;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.ingest.StoreUnavailableException;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.ingest.database.DatabaseTrouble;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;

/**
 * Stores through HAPI's own transaction processor: slow and trusted.
 *
 * <p>A batch becomes a transaction Bundle of updates with client-assigned ids (FHIR R4 http.html 3.1.0.11.2), so HAPI
 * resolves references inside it whatever their order and stores all of it or nothing.
 */
public final class HapiDaoIngest implements ResourceIngest {
    private final FhirContext fhir;
    private final IFhirSystemDao<Bundle, Meta> systemDao;
    private final WritesUnderWay writes;

    public HapiDaoIngest(FhirContext fhir, IFhirSystemDao<Bundle, Meta> systemDao, WritesUnderWay writes) {
        this.fhir = Objects.requireNonNull(fhir, "fhir");
        this.systemDao = Objects.requireNonNull(systemDao, "systemDao");
        this.writes = Objects.requireNonNull(writes, "writes");
    }

    @Override
    public List<Outcome> ingest(List<Resource> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        // From before HAPI notes a time, which it keeps however often it tries.
        try (WritesUnderWay.Write write = writes.begin()) {
            return outcomes(batch, systemDao.transaction(new SystemRequestDetails(), transactionOf(batch)));
        } catch (ResourceVersionConflictException e) {
            // HAPI's word for any failed flush. Mostly a REST client wrote the same resource at the same moment; the
            // caller compares with what is stored now before it writes again.
            if (DatabaseTrouble.isDataException(e)) {
                return refused(batch, e);
            }
            throw new StoreUnavailableException("another client writes the same resources", e);
        } catch (BaseServerResponseException e) {
            if (DatabaseTrouble.isCauseOf(e)) {
                throw new StoreUnavailableException("the database did not answer as it should", e);
            }
            return refused(batch, e);
        } catch (RuntimeException e) {
            if (DatabaseTrouble.isCauseOf(e)) {
                throw new StoreUnavailableException("the database did not answer as it should", e);
            }
            throw e;
        }
    }

    private Bundle transactionOf(List<Resource> batch) {
        Bundle transaction = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        for (Resource resource : batch) {
            String reference = referenceOf(resource);
            transaction
                    .addEntry()
                    .setFullUrl(reference)
                    .setResource(copyOf(resource))
                    .getRequest()
                    .setMethod(HTTPVerb.PUT)
                    .setUrl(reference);
        }
        return transaction;
    }

    /**
     * Another one like it: HAPI edits what it stores (ids, versions), and the caller's resources stay as they are.
     *
     * <p>By way of its text, because a copy of HAPI's model writes some numbers in another form: {@code 0.0000002} becomes
     * {@code 2E-7}.
     */
    private Resource copyOf(Resource resource) {
        IParser parser = fhir.newJsonParser();
        return parser.parseResource(resource.getClass(), parser.encodeResourceToString(resource));
    }

    private static List<Outcome> outcomes(List<Resource> batch, Bundle response) {
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            BundleEntryComponent entry = response.getEntry().get(i);
            long version = new IdType(entry.getResponse().getLocation()).getVersionIdPartAsLong();
            String reference = referenceOf(batch.get(i));
            outcomes.add(
                    StorageOutcomes.saysUnchanged(entry.getResponse())
                            ? new Outcome.Unchanged(reference, version)
                            : new Outcome.Stored(reference, version));
        }
        return outcomes;
    }

    // HAPI names the offending resource in its message, not in a field: every resource of the batch gets the message.
    private static List<Outcome> refused(List<Resource> batch, BaseServerResponseException e) {
        return batch.stream()
                .map(resource -> (Outcome) new Outcome.Refused(referenceOf(resource), e.getMessage()))
                .toList();
    }

    private static String referenceOf(Resource resource) {
        if (!resource.getIdElement().hasIdPart()) {
            throw new IllegalArgumentException(
                    resource.fhirType() + " without id: the caller assigns ids, so that a repeat is an update");
        }
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }
}
