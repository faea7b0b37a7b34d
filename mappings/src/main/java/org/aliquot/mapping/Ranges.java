package org.aliquot.mapping;

import org.aliquot.lab.ReferenceRange;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationReferenceRangeComponent;

/** The interval the instrument compared with, in the unit of the result. */
final class Ranges {
    private Ranges() {}

    static void put(ReferenceRange range, Unit unit, Observation into) {
        ObservationReferenceRangeComponent component = new ObservationReferenceRangeComponent();
        if (!range.text().isBlank()) {
            component.setText(Texts.clean(range.text().strip()));
        }
        if (canBeTrusted(range)) {
            range.low().ifPresent(low -> component.setLow(Values.simple(low, unit)));
            range.high().ifPresent(high -> component.setHigh(Values.simple(high, unit)));
        }
        if (!component.isEmpty()) {
            into.addReferenceRange(component);
        }
    }

    // Upside down, or numbers of absurd length: the text says what was sent, the bounds would mislead.
    private static boolean canBeTrusted(ReferenceRange range) {
        boolean upsideDown = range.low().isPresent()
                && range.high().isPresent()
                && range.low().get().compareTo(range.high().get()) > 0;
        return !upsideDown
                && range.low().filter(Values::tooLong).isEmpty()
                && range.high().filter(Values::tooLong).isEmpty();
    }
}
