package org.aliquot.instrument.mindraybc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.FamilyAdapter;
import org.aliquot.instrument.InstrumentFamily;
import org.aliquot.instrument.InstrumentReader;
import org.aliquot.instrument.Protocol;
import org.aliquot.instrument.hl7.Hl7InstrumentReader;
import org.aliquot.lab.InstrumentId;

/** The Mindray BC family. */
public final class MindrayBc implements FamilyAdapter {
    /** Also the key of the family's code tables. */
    public static final String KEY = "mindray-bc";

    private static final InstrumentFamily FAMILY = new InstrumentFamily(
            KEY,
            Protocol.HL7V2,
            "Mindray BC-5000 and BC-6000 series hematology analyzers",
            List.of(
                    "BC-5000", "BC-5130", "BC-5150", "BC-5180", "BC-5300", "BC-5380", "BC-5390", "BC-6000", "BC-6200",
                    "BC-6800"),
            // What the family calls UNICODE in MSH-18.
            StandardCharsets.UTF_8);

    @Override
    public InstrumentFamily family() {
        return FAMILY;
    }

    @Override
    public InstrumentReader reader(InstrumentId device, DeviceSettings settings) {
        return new Hl7InstrumentReader(settings, new MindrayBcDialect(settings));
    }
}
