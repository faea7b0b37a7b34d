package org.aliquot.lab;

import java.util.Objects;
import java.util.Optional;

/** The device as it describes itself in the message header; what it leaves out is empty. */
public record Analyzer(
        InstrumentId id,
        Optional<String> manufacturer,
        Optional<String> model,
        Optional<String> serialNumber,
        Optional<String> softwareVersion) {
    public Analyzer {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(manufacturer, "manufacturer");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(serialNumber, "serialNumber");
        Objects.requireNonNull(softwareVersion, "softwareVersion");
    }
}
