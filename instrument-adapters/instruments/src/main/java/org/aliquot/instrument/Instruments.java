package org.aliquot.instrument;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.aliquot.lab.InstrumentId;

/** Which families of instruments there are, by key. */
public final class Instruments {
    private static final Instruments INSTALLED =
            new Instruments(ServiceLoader.load(FamilyAdapter.class, Instruments.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList());

    private final Map<String, FamilyAdapter> byKey;
    private final List<InstrumentFamily> families;

    Instruments(List<FamilyAdapter> adapters) {
        // Two families under one key are a defect of the build: toMap throws and names the key.
        byKey = adapters.stream()
                .collect(
                        Collectors.toUnmodifiableMap(adapter -> adapter.family().key(), Function.identity()));
        families = adapters.stream()
                .map(FamilyAdapter::family)
                .sorted(Comparator.comparing(InstrumentFamily::key))
                .toList();
    }

    /** The families in this program. */
    public static Instruments installed() {
        return INSTALLED;
    }

    /** All families, by key. */
    public List<InstrumentFamily> families() {
        return families;
    }

    /** The keys alone, for help texts. */
    public List<String> keys() {
        return families.stream().map(InstrumentFamily::key).toList();
    }

    public Optional<InstrumentFamily> find(String key) {
        return Optional.ofNullable(byKey.get(key)).map(FamilyAdapter::family);
    }

    /**
     * The family under a key.
     *
     * @throws UnknownInstrumentException listing the known keys
     */
    public InstrumentFamily require(String key) {
        return adapter(key).family();
    }

    /**
     * A reader for one device.
     *
     * @param device its dialect is the family's key
     * @throws UnknownInstrumentException listing the known keys
     */
    public InstrumentReader reader(InstrumentId device, DeviceSettings settings) {
        return adapter(device.dialect()).reader(device, settings);
    }

    private FamilyAdapter adapter(String key) {
        FamilyAdapter adapter = byKey.get(key);
        if (adapter == null) {
            throw new UnknownInstrumentException(key, keys());
        }
        return adapter;
    }
}
