package org.aliquot.ingest.validate;

import java.util.ArrayList;
import java.util.List;
import org.aliquot.ingest.validate.fhirpath.Node;

/** An element and where it is. */
record Spot(Node node, Place place) {
    /** Its children of one name. */
    List<Spot> children(String name) {
        List<Node> nodes = node.children(name);
        if (nodes.isEmpty()) {
            return List.of();
        }
        List<Spot> spots = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            spots.add(new Spot(nodes.get(i), nodes.size() == 1 ? place.child(name) : place.child(name, i)));
        }
        return spots;
    }

    /** What a path leads to. */
    List<Spot> at(List<String> path) {
        List<Spot> spots = List.of(this);
        for (String name : path) {
            List<Spot> next = new ArrayList<>();
            spots.forEach(spot -> next.addAll(spot.children(name)));
            spots = next;
        }
        return spots;
    }
}
