package org.aliquot.server.auth.access;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeChildDefinition.IAccessor;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;

/**
 * The references in some elements of resources of one type.
 *
 * <p>HAPI's terser reads the paths of each element anew for each resource, which was a twenty-fifth of a read; these are read once.
 */
final class References {
    private final List<List<IAccessor>> ways = new ArrayList<>();

    /** @param paths below the type, {@code participant.actor} */
    References(FhirContext fhir, String type, Collection<String> paths) {
        for (String path : paths) {
            List<IAccessor> way = new ArrayList<>();
            BaseRuntimeElementCompositeDefinition<?> at = fhir.getResourceDefinition(type);
            String[] names = path.split("\\.");
            for (int i = 0; i < names.length; i++) {
                BaseRuntimeChildDefinition child = at.getChildByName(names[i]);
                if (child == null) {
                    child = at.getChildByName(names[i] + "[x]");
                }
                if (child == null) {
                    throw new IllegalStateException(type + " has no element " + path);
                }
                way.add(child.getAccessor());
                if (i < names.length - 1) {
                    at = (BaseRuntimeElementCompositeDefinition<?>) child.getChildByName(names[i]);
                }
            }
            ways.add(List.copyOf(way));
        }
    }

    List<IIdType> of(IBaseResource resource) {
        List<IIdType> found = new ArrayList<>();
        for (List<IAccessor> way : ways) {
            collect(resource, way, 0, found);
        }
        return found;
    }

    private static void collect(IBase element, List<IAccessor> way, int step, List<IIdType> into) {
        for (IBase value : way.get(step).getValues(element)) {
            if (step + 1 < way.size()) {
                collect(value, way, step + 1, into);
            } else if (value instanceof IBaseReference reference && !reference.isEmpty()) {
                into.add(reference.getReferenceElement());
            }
        }
    }
}
