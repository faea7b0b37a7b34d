package org.aliquot.ingest.bulk;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.hapi.FollowingFastLane;
import org.aliquot.ingest.hapi.table.Candidate;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.RowExtractor;
import org.aliquot.ingest.rows.fast.Absences;
import org.aliquot.ingest.rows.fast.Compilation;
import org.aliquot.ingest.rows.json.Reason;
import org.aliquot.ingest.validate.LineCheck;

/** The ways to take a resource apart, the fastest first; the first that answers decides. Counts who did. Thread-safe. */
public final class Extractors {
    private final FollowingFastLane fastLane;
    private final RowExtractor hapi;
    private final Map<Way, LongAdder> taken = new EnumMap<>(Way.class);

    /** @param hapi takes what the fast lane leaves */
    public Extractors(FollowingFastLane fastLane, RowExtractor hapi) {
        this.fastLane = Objects.requireNonNull(fastLane, "fastLane");
        this.hapi = Objects.requireNonNull(hapi, "hapi");
        for (Way way : Way.values()) {
            taken.put(way, new LongAdder());
        }
    }

    /** Who takes a resource apart. */
    public enum Way {
        FAST_LANE,
        HAPI,
        /** Neither: it is more than rows, and with it its whole batch is HAPI's DAO's. */
        DAO
    }

    /**
     * Empty where only HAPI's DAO can store it.
     *
     * @param gate what the fast lane leaves has to pass: the fast lane takes only what has FHIR's structure, HAPI more
     */
    Optional<Candidate> candidate(byte[] json, LineCheck gate) throws LineRefusedException {
        Way way = Way.FAST_LANE;
        Optional<ResourceRows> rows = fastLane.rowsOf(json);
        if (rows.isEmpty()) {
            gate.check(json);
            way = Way.HAPI;
            rows = hapi.rowsOf(json);
        }
        taken.get(rows.isEmpty() ? Way.DAO : way).increment();
        return rows.map(Candidate::of);
    }

    /** How many resources each took since the start; those that were refused are not among them. */
    public long taken(Way way) {
        return taken.get(way).sum();
    }

    /** For how many of the fast lane's resources HAPI was asked about search parameters that are not compiled. */
    public long helped() {
        return fastLane.helped();
    }

    /** Why the fast lane left resources to HAPI, since the start; reasons that never occurred are left out. */
    public Map<Reason, Long> absences() {
        return fastLane.absences().map(Absences::counts).orElse(Map.of());
    }

    /** The search parameters that the fast lane follows; empty where it is closed. */
    public Optional<Compilation> compilation() {
        return fastLane.compilation();
    }

    /** The settings that keep the fast lane closed, by name; empty where it is open. */
    public Set<String> obstacles() {
        return fastLane.obstacles();
    }
}
