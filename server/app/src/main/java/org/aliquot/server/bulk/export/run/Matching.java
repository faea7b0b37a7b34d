package org.aliquot.server.bulk.export.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;

/**
 * Whether contents that are not the current ones meet a search. Parameters that contents alone do not answer (chains, {@code _has},
 * lists, comparisons that HAPI makes in the database only) are asked of what is there now. One thread at a time.
 */
final class Matching {
    private final Searches searches;
    private final Finder finder;
    private final Map<String, Pids> known = new HashMap<>();

    Matching(Searches searches, Finder finder) {
        this.searches = searches;
        this.finder = finder;
    }

    /** @param search {@code Type?parameters}, of the resource's type */
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
        return unanswered.isEmpty()
                || now(type(search) + String.join("&", unanswered)).contains(pid);
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

    private Pids now(String search) {
        return known.computeIfAbsent(search, asked -> {
            Pids found = new Pids();
            finder.search(asked, found);
            return found;
        });
    }

    /** Each restricts what the others find. */
    private static List<String> parameters(String search) {
        return List.of(search.substring(search.indexOf('?') + 1).split("&"));
    }

    private static String type(String search) {
        return search.substring(0, search.indexOf('?') + 1);
    }
}
