package org.aliquot.server.generate;

import java.io.IOException;
import java.util.Objects;

/** A laboratory's resources, as many as wanted. Heap does not grow with them. */
public final class Generator {
    private final long seed;
    private final Claims claims;

    /** The same seed gives the same bytes; other seeds share no id and no number with it. */
    public Generator(long seed, Claims claims) {
        this.seed = seed;
        this.claims = Objects.requireNonNull(claims, "claims");
    }

    /**
     * Writes the laboratory's house, then so many patients, each with everything of theirs.
     *
     * @return how many resources that were
     */
    public long patients(long wanted, LineSink sink) throws IOException {
        return write(wanted, Long.MAX_VALUE, sink);
    }

    /**
     * Writes the laboratory's house, then patients until so many resources are reached. The last patient is whole, so a
     * few more may be written.
     *
     * @return how many resources that were
     */
    public long resources(long wanted, LineSink sink) throws IOException {
        return write(Long.MAX_VALUE, wanted, sink);
    }

    private long write(long patients, long resources, LineSink sink) throws IOException {
        Catalogue catalogue = CatalogueTables.load();
        Pen pen = new Pen(seed, claims, sink);
        Laboratory laboratory = new Laboratory(seed, catalogue);
        laboratory.write(pen);
        PatientLines lines = new PatientLines(seed, catalogue, laboratory, pen);
        for (long number = 0; number < patients && pen.written() < resources; number++) {
            lines.write(number);
        }
        return pen.written();
    }
}
