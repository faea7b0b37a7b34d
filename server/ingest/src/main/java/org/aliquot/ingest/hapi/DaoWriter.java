package org.aliquot.ingest.hapi;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.api.model.DaoMethodOutcome;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.TransactionStep;
import org.hibernate.Session;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;

/** Writes lines in the transaction that is under way; whatever HAPI throws passes. */
final class DaoWriter {
    private final FhirContext fhir;
    private final DaoRegistry daos;
    private final IFhirSystemDao<Bundle, Meta> systemDao;
    private final EntityManager entities;

    /** @param entities a shared one, bound to the transaction under way */
    DaoWriter(FhirContext fhir, DaoRegistry daos, IFhirSystemDao<Bundle, Meta> systemDao, EntityManager entities) {
        this.fhir = Objects.requireNonNull(fhir, "fhir");
        this.daos = Objects.requireNonNull(daos, "daos");
        this.systemDao = Objects.requireNonNull(systemDao, "systemDao");
        this.entities = Objects.requireNonNull(entities, "entities");
    }

    private static SystemRequestDetails request() {
        SystemRequestDetails request = new SystemRequestDetails();
        request.setRequestId(RequestIds.next());
        return request;
    }

    /** Stores one line; references in it are to what is there. */
    Outcome one(ParsedLine line) {
        // As in a transaction bundle, where HAPI takes the request for a part of another.
        SystemRequestDetails request = request();
        IFhirResourceDao<Resource> dao = daos.getResourceDao(line.resource().fhirType());
        DaoMethodOutcome done =
                line.resourceId() == null ? dao.create(line.copy(), request) : dao.update(line.copy(), request);
        settle();
        return outcome(done.getId(), done.isNop());
    }

    /**
     * Stores lines as transaction bundles (FHIR R4 http.html 3.1.0.11): references among them resolve whatever the order.
     *
     * <p>A bundle may hold an id once. The first line of each id is in the first bundle, the second line in the second, and
     * so on: every id is there after the first.
     */
    List<Outcome> together(List<ParsedLine> lines) {
        Outcome[] outcomes = new Outcome[lines.size()];
        for (List<Integer> wave : waves(lines)) {
            Bundle response = systemDao.transactionNested(request(), transactionOf(lines, wave));
            for (int i = 0; i < wave.size(); i++) {
                BundleEntryComponent entry = response.getEntry().get(i);
                outcomes[wave.get(i)] = outcome(
                        new IdType(entry.getResponse().getLocation()),
                        StorageOutcomes.saysUnchanged(entry.getResponse()));
            }
            settle();
        }
        return List.of(outcomes);
    }

    private static List<List<Integer>> waves(List<ParsedLine> lines) {
        List<List<Integer>> waves = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            ParsedLine line = lines.get(i);
            int wave = line.resourceId() == null ? 0 : seen.merge(line.reference(), 1, Integer::sum) - 1;
            if (wave == waves.size()) {
                waves.add(new ArrayList<>());
            }
            waves.get(wave).add(i);
        }
        return waves;
    }

    private static Bundle transactionOf(List<ParsedLine> lines, List<Integer> wave) {
        Bundle transaction = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        for (int i : wave) {
            ParsedLine line = lines.get(i);
            BundleEntryComponent entry = transaction.addEntry().setResource(line.copy());
            entry.getRequest().setUrl(line.reference());
            if (line.resourceId() == null) {
                entry.getRequest().setMethod(HTTPVerb.POST);
            } else {
                entry.setFullUrl(line.reference()).getRequest().setMethod(HTTPVerb.PUT);
            }
        }
        return transaction;
    }

    /** Runs the step on the connection of this transaction, after everything that was written. */
    void step(TransactionStep step, List<Outcome> outcomes) {
        entities.unwrap(Session.class).doWork(connection -> step.run(connection, outcomes));
    }

    /** Those of the references that are stored now. */
    Set<String> stored(Set<String> references) {
        return entities.unwrap(Session.class)
                .doReturningWork(connection -> StoredResources.among(references, connection));
    }

    /** What the line refers to on this server, {@code Type/id} each. */
    Set<String> targets(ParsedLine line) {
        Set<String> targets = new LinkedHashSet<>();
        fhir.newTerser().getAllResourceReferences(line.resource()).forEach(reference -> {
            IIdType target = reference.getResourceReference().getReferenceElement();
            if (target.hasResourceType() && target.hasIdPart() && !target.isAbsolute() && !target.isLocal()) {
                targets.add(target.toUnqualifiedVersionless().getValue());
            }
        });
        return targets;
    }

    // Written now, so that a failure names the line that caused it; and forgotten, because HAPI gives a resource one
    // version for each session, and the next line of the same id is a version of its own.
    private void settle() {
        entities.flush();
        entities.clear();
    }

    private static Outcome outcome(IIdType id, boolean isUnchanged) {
        String reference = id.toUnqualifiedVersionless().getValue();
        long version = id.getVersionIdPartAsLong();
        return isUnchanged ? new Outcome.Unchanged(reference, version) : new Outcome.Stored(reference, version);
    }
}
