package org.aliquot.mapping;

import java.util.List;
import org.aliquot.lab.Finding;
import org.hl7.fhir.r4.model.Resource;

/**
 * What a report became.
 *
 * @param resources each with its id, referring to each other by {@code Type/id}; a resource stands after those it
 *     refers to
 * @param findings what could not be mapped; with an error among them nothing may be stored
 */
public record Mapped(List<Resource> resources, List<Finding> findings) {
    public Mapped {
        resources = List.copyOf(resources);
        findings = List.copyOf(findings);
    }
}
