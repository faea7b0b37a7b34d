package org.aliquot.bench.micro;

import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamToken;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import org.aliquot.ingest.hapi.IndexHashes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The four hashes of one token row; an Observation has five such rows. */
@State(Scope.Benchmark)
public class HashBenchmark extends Throughput {
    private static final String SYSTEM = "http://loinc.org";
    private static final int CODES = 1024;

    private final String[] codes = new String[CODES];
    private final PartitionSettings partitions = new PartitionSettings();
    private final IndexHashes hashes = new IndexHashes(new StorageSettings());
    private int next;

    public HashBenchmark() {
        for (int i = 0; i < CODES; i++) {
            codes[i] = 10_000 + i * 37 + "-" + i % 10;
        }
    }

    @Benchmark
    public long ours() {
        IndexHashes.OfParam param = hashes.of("Observation", "code");
        String code = code();
        return param.identity()
                ^ param.tokenSystem(SYSTEM)
                ^ param.tokenValue(code)
                ^ param.tokenSystemAndValue(SYSTEM, code);
    }

    @Benchmark
    public long hapis() {
        ResourceIndexedSearchParamToken token =
                new ResourceIndexedSearchParamToken(partitions, "Observation", "code", SYSTEM, code());
        token.calculateHashes();
        return token.getHashIdentity() ^ token.getHashSystem() ^ token.getHashValue() ^ token.getHashSystemAndValue();
    }

    private String code() {
        next = (next + 1) % CODES;
        return codes[next];
    }
}
