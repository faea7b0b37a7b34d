package org.aliquot.instrument.sysmexxn;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.FamilyAdapter;
import org.aliquot.instrument.InstrumentFamily;
import org.aliquot.instrument.InstrumentReader;
import org.aliquot.instrument.Protocol;
import org.aliquot.instrument.astm.AstmInstrumentReader;
import org.aliquot.lab.InstrumentId;

/** The Sysmex XN family. */
public final class SysmexXn implements FamilyAdapter {
    /** Also the key of the family's code tables. */
    public static final String KEY = "sysmex-xn";

    private static final InstrumentFamily FAMILY = new InstrumentFamily(
            KEY,
            Protocol.ASTM,
            "Sysmex XN hematology analyzers and older counters of the line",
            List.of(
                    "XN-330",
                    "XN-350",
                    "XN-430",
                    "XN-450",
                    "XN-530",
                    "XN-550",
                    "XN-1000",
                    "XN-2000",
                    "XN-3000",
                    "XN-9000",
                    "XP-100",
                    "XP-300",
                    "XS-500i",
                    "XS-1000i"),
            // Names beyond ASCII come in the code page of the PC beside the analyzer. Of all defaults only UTF-8 shows
            // by
            // itself, as a finding, that the device is set otherwise.
            StandardCharsets.UTF_8);

    @Override
    public InstrumentFamily family() {
        return FAMILY;
    }

    @Override
    public InstrumentReader reader(InstrumentId device, DeviceSettings settings) {
        return new AstmInstrumentReader(settings, new SysmexXnDialect(settings));
    }
}
