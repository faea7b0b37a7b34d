package org.aliquot.mapping;

import java.util.List;
import java.util.Set;
import org.aliquot.lab.Finding;
import org.hl7.fhir.r4.model.Resource;

/**
 * What a report became.
 *
 * @param resources each with its id, referring to each other by {@code Type/id}; a resource stands after those it
 *     refers to
 * @param findings what could not be mapped; with an error among them nothing may be stored
 * @param statusOnly references ({@code Observation/…}) of results that this message makes final without repeating their
 *     values: what stands in {@code resources} for them has none, and must not be stored in place of a value
 */
public record Mapped(List<Resource> resources, List<Finding> findings, Set<String> statusOnly) {
    public Mapped {
        resources = List.copyOf(resources);
        findings = List.copyOf(findings);
        statusOnly = Set.copyOf(statusOnly);
    }

    public Mapped(List<Resource> resources, List<Finding> findings) {
        this(resources, findings, Set.of());
    }
}
