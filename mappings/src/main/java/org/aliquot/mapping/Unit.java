package org.aliquot.mapping;

import java.util.Optional;
import org.aliquot.terminology.Concept;
import org.hl7.fhir.r4.model.Quantity;

/** A unit as sent, and its UCUM code where it has one. */
record Unit(Optional<String> text, Optional<Concept> ucum) {
    static final Unit NONE = new Unit(Optional.empty(), Optional.empty());

    <Q extends Quantity> Q on(Q quantity) {
        text.map(Texts::clean).ifPresent(quantity::setUnit);
        ucum.ifPresent(code -> quantity.setSystem(code.system()).setCode(code.code()));
        return quantity;
    }
}
