package org.aliquot.ingest.hapi;

import ca.uhn.fhir.model.api.StorageResponseCodeEnum;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle.BundleEntryResponseComponent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.OperationOutcome;

/** Reads what HAPI says of a stored resource: its storage response codes. */
final class StorageOutcomes {
    private static final Set<String> NO_CHANGE = Set.of(StorageResponseCodeEnum.SUCCESSFUL_UPDATE_NO_CHANGE.getCode());

    private StorageOutcomes() {}

    static boolean saysUnchanged(BundleEntryResponseComponent response) {
        return response.getOutcome() instanceof OperationOutcome outcome
                && outcome.getIssue().stream()
                        .flatMap(issue -> issue.getDetails().getCoding().stream())
                        .map(Coding::getCode)
                        .anyMatch(NO_CHANGE::contains);
    }
}
