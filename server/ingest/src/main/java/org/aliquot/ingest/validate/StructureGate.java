package org.aliquot.ingest.validate;

import java.util.Objects;
import java.util.Optional;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.RowExtractor;

/**
 * Stands between extractors: after the fast one, which takes only what has FHIR's structure, and before those that would take
 * more. Answers nothing itself.
 */
public final class StructureGate implements RowExtractor {
    private final Structure structure;

    public StructureGate(Structure structure) {
        this.structure = Objects.requireNonNull(structure, "structure");
    }

    @Override
    public Optional<ResourceRows> rowsOf(byte[] json) throws LineRefusedException {
        structure.check(json);
        return Optional.empty();
    }
}
