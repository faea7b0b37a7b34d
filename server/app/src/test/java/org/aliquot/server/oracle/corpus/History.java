package org.aliquot.server.oracle.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/**
 * What happens to a dozen resources, in the order in which it happens: batches, requests over REST between them. Always the
 * same ids; {@link #in} gives it a room of its own.
 */
public record History(List<Event> events) {
    private static final int MOST_EVENTS = 8;
    private static final int MOST_LINES = 8;

    public History {
        events = List.copyOf(events);
    }

    /** A batch where {@code lines} are, a deletion or a PUT where not. */
    private record Event(List<String> lines, String deleted, String put) {
        Step in(String room, int number) {
            if (!lines.isEmpty()) {
                return Step.Store.of(
                        room + "step" + number,
                        lines.stream().map(line -> moved(line, room)).toList());
            }
            if (!deleted.isEmpty()) {
                return Step.Rest.delete(moved(deleted, room));
            }
            String json = moved(put, room);
            return Step.Rest.put(referenceOf(json), json);
        }

        @Override
        public String toString() {
            return !lines.isEmpty()
                    ? lines.stream().map(line -> line + "\n").collect(Collectors.joining())
                    : deleted.isEmpty() ? "PUT " + put + "\n" : "DELETE " + deleted + "\n";
        }
    }

    /** Any history. */
    public static Arbitrary<History> any() {
        return Arbitraries.frequencyOf(Tuple.of(8, batch()), Tuple.of(2, deletion()), Tuple.of(1, put()))
                .list()
                .ofMinSize(1)
                .ofMaxSize(MOST_EVENTS)
                .map(History::new);
    }

    /** The steps with ids that begin with {@code room}. */
    public List<Step> in(String room) {
        List<Step> steps = new ArrayList<>();
        for (Event event : events) {
            steps.add(event.in(room, steps.size() + 1));
        }
        return steps;
    }

    @Override
    public String toString() {
        return events.stream().map(Event::toString).collect(Collectors.joining("\n"));
    }

    private static Arbitrary<Event> batch() {
        return LabResources.any().list().ofMinSize(1).ofMaxSize(MOST_LINES).map(lines -> new Event(lines, "", ""));
    }

    private static Arbitrary<Event> deletion() {
        return Arbitraries.of(LabResources.references()).map(reference -> new Event(List.of(), reference, ""));
    }

    private static Arbitrary<Event> put() {
        return LabResources.any().filter(json -> json.contains("\"id\":")).map(json -> new Event(List.of(), "", json));
    }

    private static String moved(String text, String room) {
        return text.replace(LabResources.ROOM, room);
    }

    private static String referenceOf(String json) {
        return json.replaceFirst("(?s)^\\{\"resourceType\":\"(\\w+)\",\"id\":\"([^\"]+)\".*", "$1/$2");
    }
}
