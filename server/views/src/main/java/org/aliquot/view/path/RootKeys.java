package org.aliquot.view.path;

import java.util.HashSet;
import java.util.Set;

/** Which of a resource's elements paths read: the others need not be taken out of its JSON. */
public final class RootKeys {
    private final Set<String> keys = new HashSet<>(Set.of("resourceType", "id"));
    private boolean isAll;

    void add(String key) {
        // As in Steps.Field.
        keys.add(key.intern());
    }

    void addAll() {
        isAll = true;
    }

    public boolean isRead(String key) {
        return isAll || keys.contains(key);
    }
}
