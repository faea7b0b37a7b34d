package org.aliquot.instrument;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aliquot.lab.Finding;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.ReasonCode;

/** Collects the warnings of one message; each names the device, the record and the field, never the content. */
public final class Findings {
    private final InstrumentId device;
    private final List<Finding> all = new ArrayList<>();

    public Findings(InstrumentId device) {
        this.device = Objects.requireNonNull(device, "device");
    }

    /**
     * Something that does not keep the message from being stored.
     *
     * @param record the record's own number ({@code R|4})
     * @param what what is wrong, what was expected, what to do
     */
    public void warn(ReasonCode reason, String record, String what) {
        all.add(Finding.warning(reason, device + ", " + record + ": " + what).at(record));
    }

    /** What keeps the whole message from being read. */
    public UnreadableMessageException unreadable(ReasonCode reason, String record, String what) {
        return new UnreadableMessageException(
                Finding.error(reason, device + ", " + record + ": " + what).at(record));
    }

    public List<Finding> all() {
        return List.copyOf(all);
    }
}
