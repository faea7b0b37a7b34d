package org.aliquot.server.bulk.export.place.s3;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.aliquot.server.bulk.export.place.Intake;
import org.aliquot.server.bulk.export.place.Kept;
import org.aliquot.server.bulk.export.place.LocalPlace;
import org.aliquot.server.bulk.export.place.Place;
import org.aliquot.server.settings.S3Settings;

/** A bucket: files are made in a folder of this machine, and leave it one by one as they become complete. */
public final class BucketPlace implements Place {
    private static final Duration SHORTEST_LINK = Duration.ofSeconds(1);

    /** What a way that breaks costs at most. */
    private static final long PART_SIZE = 64L << 20;

    private final LocalPlace staging;
    private final Bucket bucket;
    private final String prefix;
    private final Duration linkLifetime;
    private final Patience patience;
    private final Executor threads;

    /**
     * @param prefix what keys begin with: nothing, or up to a slash
     * @param linkLifetime how long an address is good, at most
     */
    BucketPlace(
            LocalPlace staging,
            Bucket bucket,
            String prefix,
            Duration linkLifetime,
            Patience patience,
            Executor threads) {
        this.staging = staging;
        this.bucket = bucket;
        this.prefix = prefix;
        this.linkLifetime = linkLifetime;
        this.patience = patience;
        this.threads = threads;
    }

    /**
     * A client is made, and nothing asked of the storage yet.
     *
     * @param staging where files are made
     * @param threads as many as files are sent at once
     */
    public static BucketPlace of(S3Settings settings, LocalPlace staging, Executor threads, Clock clock) {
        return new BucketPlace(
                staging,
                new Bucket(settings.bucket(), Storage.client(settings), Storage.signer(settings), PART_SIZE),
                settings.prefix(),
                settings.linkLifetime(),
                new Patience(settings.patience(), clock),
                threads);
    }

    private String prefix(String server) {
        return prefix + server + "/";
    }

    private String prefix(Job job) {
        return prefix(job.server()) + job.id() + "/";
    }

    @Override
    public void open() throws IOException {
        staging.open();
    }

    /** Asks the bucket before anything is made: one that cannot be had ends the job here. */
    @Override
    public Intake begin(Job job, BooleanSupplier isStopped) throws IOException {
        patience.with(isStopped, () -> bucket.remove(prefix(job)));
        return new Uploads(staging.begin(job, isStopped), bucket, prefix(job), patience, threads, isStopped);
    }

    @Override
    public Map<String, Long> sizes(Job job) throws IOException {
        return bucket.sizes(prefix(job));
    }

    @Override
    public OptionalLong size(Job job, String name) throws IOException {
        return bucket.size(prefix(job) + name);
    }

    @Override
    public Kept at(Job job, String name, long bytes, Duration most) {
        Duration shorter = most.compareTo(linkLifetime) < 0 ? most : linkLifetime;
        Duration lifetime = shorter.compareTo(SHORTEST_LINK) < 0 ? SHORTEST_LINK : shorter;
        return new Kept.Elsewhere(bucket.link(prefix(job) + name, lifetime), bytes);
    }

    @Override
    public void remove(Job job) throws IOException {
        staging.remove(job);
        bucket.remove(prefix(job));
    }

    @Override
    public Set<String> jobs(String server) throws IOException {
        Set<String> jobs = new HashSet<>(bucket.folders(prefix(server)));
        jobs.addAll(staging.jobs(server));
        return jobs;
    }

    @Override
    public boolean isFull() {
        return staging.isFull();
    }

    @Override
    public void close() {
        bucket.close();
    }
}
