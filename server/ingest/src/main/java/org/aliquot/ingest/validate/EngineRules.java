package org.aliquot.ingest.validate;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import org.aliquot.ingest.Fault.Kind;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.BooleanType;

/** Invariants by HAPI's FHIRPath engine. */
final class EngineRules {
    private EngineRules() {}

    static void check(
            FhirContext context,
            IBaseResource resource,
            String type,
            ProfileRules.EngineInvariant invariant,
            Faults faults) {
        List<IBase> items = context.newFhirPath().evaluate(resource, invariant.expression(), IBase.class);
        boolean holds = items.size() == 1 && items.get(0) instanceof BooleanType truth
                ? truth.booleanValue()
                : !items.isEmpty();
        if (!holds) {
            faults.add(Kind.INVARIANT, Place.at(type), invariant.key() + ": " + invariant.human());
        }
    }
}
