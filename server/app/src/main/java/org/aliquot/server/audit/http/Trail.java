package org.aliquot.server.audit.http;

import jakarta.servlet.ServletRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.aliquot.server.audit.event.Deed;
import org.aliquot.server.audit.event.Kind;
import org.aliquot.server.audit.event.Outcome;

/** What one request did, as far as it has come. Threads of HAPI's may add to it. */
public final class Trail {
    private static final String ATTRIBUTE = Trail.class.getName();
    /** Of a Bundle's entries and the patients each of them shows; more patients are told with the Bundle itself. */
    private static final int MOST_OF_STEPS = 10_000;

    /** By what they are, so that a transaction that is tried once more is told once. */
    private final Map<Deed, Deed> writes = new LinkedHashMap<>();

    private final Set<String> patientsShown = new TreeSet<>();
    private Optional<Deed> request = Optional.empty();
    private Optional<String> body = Optional.empty();
    private List<Step> steps = List.of();

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

    /** Adds what a request asks in its body, where whoever answers it is not HAPI. */
    public static void asked(ServletRequest servlet, String body) {
        of(servlet).ifPresent(trail -> trail.askedInBody(body));
    }

    private synchronized void say(String words) {
        request = request.map(asked -> asked.saying(words));
    }

    /** What was asked for. */
    synchronized void asked(Deed deed) {
        if (request.isEmpty()) {
            request = Optional.of(deed);
        }
    }

    /** What was asked beside the URL. */
    synchronized void askedInBody(String text) {
        body = Optional.of(text);
    }

    /** The URL says it all: what came as a form stands in it. */
    synchronized void askedInUrl() {
        body = Optional.empty();
    }

    /** What a batch's or transaction's entries ask, in their order; or the same with what was answered. */
    synchronized void steps(List<Step> list) {
        steps = list;
    }

    synchronized List<Step> steps() {
        return steps;
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

    /** A URL, and what was asked beside it. */
    synchronized String withBody(String url) {
        return body.map(text -> url + "\n" + text).orElse(url);
    }

    /**
     * The request itself, once for each patient of whom something was shown; everything that it wrote; and each entry of a Bundle
     * that did anything else.
     */
    synchronized List<Told> told(Outcome outcome) {
        if (request.isEmpty()) {
            return List.of();
        }
        // A Bundle's entries are told by themselves.
        UnaryOperator<Deed> whole = deed -> deed.kind() == Kind.BUNDLE
                ? deed
                : deed.query().map(url -> deed.asking(withBody(url))).orElse(deed);
        Deed asked = whole.apply(request.get());
        if (outcome != Outcome.SUCCESS) {
            // What it wrote was taken back, and what it read was not shown.
            Stream<Deed> reads = steps.stream().filter(Step::isReading).map(Step::asked);
            return Stream.concat(Stream.of(asked), reads)
                    .map(deed -> new Told(deed, outcome))
                    .toList();
        }
        boolean isWrite = switch (asked.kind()) {
            case CREATE, UPDATE, DELETE -> true;
            default -> false;
        };
        List<Told> written = writes.values().stream()
                .map(deed -> new Told(deed, Outcome.SUCCESS))
                .toList();
        if (isWrite && !writes.isEmpty()) {
            return written;
        }
        Set<String> patients = new TreeSet<>(patientsShown);
        List<Told> entries = entries(patients);
        List<Told> all = new ArrayList<>(forEach(patients, asked, outcome));
        all.addAll(entries);
        all.addAll(written);
        return all;
    }

    /** @param others gets the patients for whom there are too many */
    private List<Told> entries(Set<String> others) {
        Set<String> versions = new HashSet<>();
        Set<String> deleted = new HashSet<>();
        for (Deed write : writes.values()) {
            String resource = write.resource().orElse("");
            versions.add(resource);
            if (write.kind() == Kind.DELETE) {
                deleted.add(resource.replaceFirst("/_history/.*", ""));
            }
        }
        List<Told> all = new ArrayList<>();
        for (Step step : steps) {
            boolean isWritten = step.location().filter(versions::contains).isPresent()
                    || step.asked().kind() == Kind.DELETE
                            && step.asked().resource().filter(deleted::contains).isPresent();
            if (isWritten) {
                continue;
            }
            boolean areTooMany = all.size() + step.patients().size() > MOST_OF_STEPS;
            if (areTooMany) {
                others.addAll(step.patients());
            }
            all.addAll(forEach(areTooMany ? Set.of() : step.patients(), step.asked(), step.outcome()));
        }
        return all;
    }

    private static List<Told> forEach(Set<String> patients, Deed deed, Outcome outcome) {
        return patients.isEmpty()
                ? List.of(new Told(deed, outcome))
                : patients.stream()
                        .map(patient -> new Told(deed.ofPatient("Patient/" + patient), outcome))
                        .toList();
    }
}
