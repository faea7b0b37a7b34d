package org.aliquot.ingest.hapi;

import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.SourceLine;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** A line as HAPI's parser read it. */
record ParsedLine(SourceLine line, Resource resource, LineParser parser) implements PreparedLine {
    @Override
    public boolean maySearch() {
        return true;
    }

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

    /**
     * Another one like it: HAPI edits what it stores (ids, versions), and a batch may be tried twice.
     *
     * <p>Read again, because a copy of HAPI's model is not quite alike: numbers lose the form they were written in ({@code
     * 0.000000000123} becomes {@code 1.23E-10}), and moments without seconds cannot be copied at all.
     */
    Resource copy() {
        try {
            return parser.read(line);
        } catch (LineRefusedException e) {
            throw new IllegalStateException("a line that was read cannot be read again: " + line, e);
        }
    }
}
