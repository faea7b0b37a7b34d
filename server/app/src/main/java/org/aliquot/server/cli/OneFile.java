package org.aliquot.server.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.mapping.Mapped;
import org.aliquot.mapping.Matching;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Resource;

/**
 * What the messages of one file become together. Later messages write over earlier ones, and what the server would keep
 * apart or take from what is stored (two patients under one number, a value sent before) is seen as far as the file goes.
 */
final class OneFile implements Matching {
    private final Map<String, Resource> byReference = new LinkedHashMap<>();

    void add(Mapped mapped) {
        for (Resource resource : mapped.resources()) {
            String reference = reference(resource);
            if (mapped.statusOnly().contains(reference)
                    && byReference.get(reference) instanceof Observation sentBefore
                    && sentBefore.hasValue()) {
                if (sentBefore.getStatus() == ObservationStatus.PRELIMINARY) {
                    sentBefore.setStatus(ObservationStatus.FINAL);
                }
            } else {
                byReference.put(reference, resource);
            }
        }
    }

    List<Resource> resources() {
        return List.copyOf(byReference.values());
    }

    @Override
    public Match of(SpecimenReport specimen) {
        return new Match.AsStated();
    }

    @Override
    public List<Resource> filed(SpecimenReport specimen, List<Resource> results, Supplier<List<Resource>> apart) {
        return results.stream().anyMatch(this::isAnothers) ? apart.get() : results;
    }

    private boolean isAnothers(Resource resource) {
        return resource instanceof Observation now
                && !now.hasHasMember()
                && byReference.get(reference(resource)) instanceof Observation before
                && now.getSubject().hasReference()
                && before.getSubject().hasReference()
                && !Objects.equals(
                        now.getSubject().getReference(), before.getSubject().getReference())
                && !equal(now.getValue(), before.getValue());
    }

    private static boolean equal(Base now, Base before) {
        return now == null ? before == null : now.equalsDeep(before);
    }

    private static String reference(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }
}
