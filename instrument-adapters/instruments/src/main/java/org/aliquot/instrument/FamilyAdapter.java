package org.aliquot.instrument;

import org.aliquot.lab.InstrumentId;

/**
 * One family of instruments, as its package offers it. To add a family: a package with one implementation of this, and
 * its name in {@code META-INF/services/org.aliquot.instrument.FamilyAdapter}.
 */
public interface FamilyAdapter {
    InstrumentFamily family();

    /** A reader for one device of this family. */
    InstrumentReader reader(InstrumentId device, DeviceSettings settings);
}
