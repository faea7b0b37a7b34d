package org.aliquot.server.bulk.export.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.instance.model.api.IBaseResource;

/**
 * Whether contents that are not the current ones meet a search. Parameters that contents alone do not answer (chains, {@code _has},
 * lists, comparisons that HAPI makes in the database only) are asked of what is there now: not while contents are being read, which
 * holds connections enough. One thread at a time.
 */
final class ContentMatcher {
    private final Searches searches;
    private final Finder finder;
    private final Map<String, Pids> known = new HashMap<>();
    private final Set<String> open = new TreeSet<>();

    ContentMatcher(Searches searches, Finder finder) {
        this.searches = searches;
        this.finder = finder;
    }

    /**
     * False also where that is not known before {@link #answer}.
     *
     * @param search {@code Type?parameters}, of the resource's type
     */
    boolean finds(String search, long pid, IBaseResource resource) {
        List<String> unanswered = new ArrayList<>();
        for (String parameter : parameters(search)) {
            Optional<Boolean> answer = searches.matches(type(search) + parameter, resource);
            if (answer.isEmpty()) {
                unanswered.add(parameter);
            } else if (!answer.get()) {
                return false;
            }
        }
        if (unanswered.isEmpty()) {
            return true;
        }
        String question = type(search) + String.join("&", unanswered);
        if (!known.containsKey(question)) {
            open.add(question);
            return false;
        }
        return known.get(question).contains(pid);
    }

    /**
     * Asks what was left open.
     *
     * @return false where nothing was; otherwise the same contents may be asked about again
     */
    boolean answer() {
        if (open.isEmpty()) {
            return false;
        }
        for (String question : open) {
            Pids found = new Pids();
            finder.search(question, found);
            known.put(question, found);
        }
        open.clear();
        return true;
    }

    /** As far as contents tell; empty where they do not. */
    Optional<Boolean> tell(String search, IBaseResource resource) {
        boolean isAnswered = true;
        for (String parameter : parameters(search)) {
            Optional<Boolean> answer = searches.matches(type(search) + parameter, resource);
            if (answer.isPresent() && !answer.get()) {
                return answer;
            }
            isAnswered &= answer.isPresent();
        }
        return isAnswered ? Optional.of(true) : Optional.empty();
    }

    /** Each restricts what the others find. */
    private static List<String> parameters(String search) {
        return List.of(search.substring(search.indexOf('?') + 1).split("&"));
    }

    private static String type(String search) {
        return search.substring(0, search.indexOf('?') + 1);
    }
}
