package org.aliquot.ingest.validate.fhirpath;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The resource that expressions are about. For one thread. */
public final class Scope {
    private final Node resource;
    private @Nullable List<Object> descendants;

    public Scope(Node resource) {
        this.resource = resource;
    }

    public Node resource() {
        return resource;
    }

    /** All below a node; those of the resource are looked for once. */
    List<Object> descendants(Node of) {
        if (of != resource) {
            return below(of);
        }
        if (descendants == null) {
            descendants = below(of);
        }
        return descendants;
    }

    private static List<Object> below(Node of) {
        List<Object> found = new ArrayList<>(of.items());
        for (int i = 0; i < found.size(); i++) {
            found.addAll(((Node) found.get(i)).items());
        }
        return found;
    }
}
