package org.aliquot.protocol.astm.record;

import java.util.ArrayList;
import java.util.List;

/**
 * Faults in the order met, bounded: neighbours of one kind become one, and past the limit one last fault stands for all
 * that follow. So bytes that are nothing but faults need no memory.
 */
final class FaultLog {
    private static final int MOST = 1000;
    /** CR LF. */
    private static final int LINE_END = 2;

    private final List<AstmFault> faults = new ArrayList<>();
    private boolean lost;

    void add(AstmFault.Kind kind, int from, int to, String text) {
        lost |= kind.contentLost();
        if (faults.isEmpty()) {
            faults.add(new AstmFault(kind, from, to, text));
            return;
        }
        AstmFault last = faults.get(faults.size() - 1);
        boolean neighbours = from >= last.from() && from - last.to() <= LINE_END;
        if (neighbours && kind == last.kind() && text.equals(last.text())) {
            replaceLast(new AstmFault(kind, last.from(), Math.max(last.to(), to), text));
        } else if (faults.size() < MOST) {
            faults.add(new AstmFault(kind, from, to, text));
        } else {
            replaceLast(new AstmFault(
                    lost ? AstmFault.Kind.REJECTED_FRAME : AstmFault.Kind.STRAY_BYTES,
                    Math.min(last.from(), from),
                    Math.max(last.to(), to),
                    "more than " + MOST + " faults; this one stands for the rest"));
        }
    }

    List<AstmFault> faults() {
        return faults;
    }

    private void replaceLast(AstmFault fault) {
        faults.set(faults.size() - 1, fault);
    }
}
