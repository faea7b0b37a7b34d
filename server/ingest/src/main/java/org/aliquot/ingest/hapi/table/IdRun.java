package org.aliquot.ingest.hapi.table;

/** Surrogate ids set aside for one batch, taken one by one. For one thread at a time. */
final class IdRun {
    private static final IdRun NONE = new IdRun(new long[0]);

    private final long[] ids;
    private int taken;

    private IdRun(long[] ids) {
        this.ids = ids;
    }

    static IdRun of(SurrogateIds surrogates, Sequence sequence, int count) {
        if (count == 0) {
            return NONE;
        }
        long[] ids = new long[count];
        for (int i = 0; i < count; i++) {
            ids[i] = surrogates.take(sequence);
        }
        return new IdRun(ids);
    }

    long next() {
        return ids[taken++];
    }

    /** From the first again: the same batch is written once more after a rollback. */
    void rewind() {
        taken = 0;
    }
}
