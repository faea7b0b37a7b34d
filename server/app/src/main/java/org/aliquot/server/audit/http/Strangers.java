package org.aliquot.server.audit.http;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aliquot.server.audit.event.AuditEventJson;
import org.aliquot.server.audit.event.Deed;
import org.aliquot.server.audit.event.Kind;
import org.aliquot.server.audit.event.Outcome;
import org.aliquot.server.audit.event.Party;
import org.aliquot.server.audit.event.PlainText;
import org.aliquot.server.audit.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what those asked in vain whom nobody knows. Whoever has no token could fill the audit with it, until nothing is answered
 * any more; so the requests of an address are told one by one up to so many a minute, and then counted and told together. Nobody is
 * locked out: behind a proxy that does not say for whom it asks, everybody has one address.
 */
public final class Strangers implements AutoCloseable {
    /** Of one address and kind, in a minute; an app whose token has ended does not come near. */
    static final int MOST_OF_ONE = 100;
    /** Of all together, however many addresses they have. */
    static final int MOST_OF_ALL = 1_000;
    /** Told together at once: a process that is killed loses the count of no more. */
    static final int MOST_COUNTED = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 1_000;
    private static final int LONGEST_LINE = 300;
    private static final int LINES_TOLD = 10;

    private final Journal journal;
    private final Clock clock;
    private final Map<Source, Count> counts = new HashMap<>();
    private Instant minute = Instant.MIN;
    private int told;

    public Strangers(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** @param address empty: one of too many */
    private record Source(Optional<String> address, Kind kind) {}

    private static final class Count {
        private int told;
        private long counted;
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;
        private final Set<String> lines = new LinkedHashSet<>();
        private Party party;
    }

    /**
     * Tells of one, or counts it.
     *
     * @throws IOException where it cannot be written, and the answer must not leave
     */
    synchronized void tell(Told one, Party party) throws IOException {
        tellCounted();
        Deed deed = one.deed()
                .query()
                .map(line -> one.deed().asking(PlainText.cut(line, LONGEST_LINE)))
                .orElse(one.deed());
        Source own = new Source(party.address(), deed.kind());
        Source source = counts.containsKey(own) || counts.size() < MOST_ADDRESSES
                ? own
                : new Source(Optional.empty(), deed.kind());
        Count count = counts.computeIfAbsent(source, first -> new Count());
        Instant now = clock.instant();
        if (count.told < MOST_OF_ONE && told < MOST_OF_ALL) {
            boolean isLast = count.told + 1 == MOST_OF_ONE || told + 1 == MOST_OF_ALL;
            Deed last = deed.saying(deed.detail().map(detail -> detail + "; ").orElse("")
                    + "what else comes from there within a minute is told together");
            journal.append(List.of(AuditEventJson.of(isLast ? last : deed, party, one.outcome(), now)));
            count.told++;
            told++;
            return;
        }
        count.counted++;
        count.first = count.counted == 1 ? now : count.first;
        count.last = now;
        count.party = party;
        if (count.lines.size() < LINES_TOLD) {
            deed.query().ifPresent(count.lines::add);
        }
        if (count.counted >= MOST_COUNTED) {
            journal.append(List.of(summary(source, count)));
            forget(count);
        }
    }

    /** Tells what was counted, once its minute is over. */
    public synchronized void tellCounted() throws IOException {
        Instant now = clock.instant();
        if (now.isBefore(minute.plus(MINUTE)) && !now.isBefore(minute)) {
            return;
        }
        tellAll();
        minute = now;
        told = 0;
        counts.clear();
    }

    private void tellAll() throws IOException {
        List<byte[]> lines = new ArrayList<>();
        counts.forEach((source, count) -> {
            if (count.counted > 0) {
                lines.add(summary(source, count));
            }
        });
        if (!lines.isEmpty()) {
            journal.append(lines);
            counts.values().forEach(Strangers::forget);
        }
    }

    private static void forget(Count count) {
        count.counted = 0;
        count.lines.clear();
    }

    private byte[] summary(Source source, Count count) {
        Party last = count.party;
        Party party = new Party(
                last.client(),
                Optional.empty(),
                Optional.empty(),
                source.address(),
                last.server(),
                Optional.empty(),
                Optional.empty());
        Deed deed = Deed.of(source.kind())
                .saying(count.counted + " more requests in vain from "
                        + (source.address().isPresent() ? "this address" : "many addresses") + ", from " + count.first
                        + " to " + count.last + ", told together; the query has some of them");
        return AuditEventJson.of(
                count.lines.isEmpty() ? deed : deed.asking(String.join("\n", count.lines)),
                party,
                Outcome.MINOR_FAILURE,
                clock.instant());
    }

    /** Tells what is still counted. */
    @Override
    public synchronized void close() {
        try {
            tellAll();
        } catch (IOException e) {
            LOG.error("requests of strangers that were counted are not in the audit: {}", e.getMessage());
        }
    }
}
