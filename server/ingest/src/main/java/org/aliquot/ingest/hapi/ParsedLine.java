package org.aliquot.ingest.hapi;

import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.SourceLine;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** A line as HAPI's parser read it. */
record ParsedLine(SourceLine line, Resource resource) implements PreparedLine {
    @Override
    public String resourceType() {
        return resource.fhirType();
    }

    @Override
    public @Nullable String resourceId() {
        return resource.getIdElement().getIdPart();
    }

    /** {@code Type/id}; {@code Type} alone where there is no id. */
    String reference() {
        String id = resourceId();
        return id == null ? resourceType() : resourceType() + "/" + id;
    }

    /** HAPI edits what it stores (ids, versions), and a batch may be tried twice. */
    Resource copy() {
        return resource.copy();
    }
}
