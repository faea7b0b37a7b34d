package org.aliquot.server.audit.http;

import jakarta.servlet.ServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.aliquot.server.audit.event.Deed;
import org.aliquot.server.audit.event.Kind;

/** What one request did, as far as it has come. Threads of HAPI's may add to it. */
public final class Trail {
    private static final String ATTRIBUTE = Trail.class.getName();

    /** By what they are, so that a transaction that is tried once more is told once. */
    private final Map<Deed, Deed> writes = new LinkedHashMap<>();

    private final Set<String> patientsShown = new TreeSet<>();
    private Optional<Deed> request = Optional.empty();

    void attachTo(ServletRequest servlet) {
        servlet.setAttribute(ATTRIBUTE, this);
    }

    static Optional<Trail> of(ServletRequest servlet) {
        return Optional.ofNullable((Trail) servlet.getAttribute(ATTRIBUTE));
    }

    /**
     * Adds to what is told of a request: what an answer hands out that its address does not say.
     *
     * @param words in plain words; no patient's data, no secret
     */
    public static void add(ServletRequest servlet, String words) {
        of(servlet).ifPresent(trail -> trail.say(words));
    }

    private synchronized void say(String words) {
        request = request.map(asked -> asked.saying(words));
    }

    /** What was asked for; the first counts, entries of a Bundle come after it. */
    synchronized void asked(Deed deed) {
        if (request.isEmpty()) {
            request = Optional.of(deed);
        }
    }

    /** The one resource that was read, with its version. */
    synchronized void read(String reference) {
        request = request.map(asked -> asked.kind() == Kind.READ ? asked.about(reference) : asked);
    }

    synchronized void wrote(Deed deed) {
        writes.put(deed, deed);
    }

    synchronized void showed(Set<String> patients) {
        patientsShown.addAll(patients);
    }

    /** The request itself, once for each patient of whom something was shown, and everything that it wrote. */
    synchronized List<Deed> deeds(boolean isSuccess) {
        if (request.isEmpty()) {
            return List.of();
        }
        Deed asked = request.get();
        if (!isSuccess) {
            // What it wrote was taken back.
            return List.of(asked);
        }
        boolean isWrite = switch (asked.kind()) {
            case CREATE, UPDATE, DELETE -> true;
            default -> false;
        };
        if (isWrite && !writes.isEmpty()) {
            return new ArrayList<>(writes.values());
        }
        Stream<Deed> reads = patientsShown.isEmpty()
                ? Stream.of(asked)
                : patientsShown.stream().map(patient -> asked.ofPatient("Patient/" + patient));
        return Stream.concat(reads, writes.values().stream()).toList();
    }
}
