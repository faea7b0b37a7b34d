package org.aliquot.view.path;

import org.jspecify.annotations.Nullable;

/** Keeps the first item, and knows whether there was another. */
final class Single implements Sink {
    private @Nullable Object first;
    private boolean isMore;

    @Override
    public boolean add(Object item) {
        if (first == null) {
            first = item;
            return true;
        }
        isMore = true;
        return false;
    }

    @Nullable
    Object first() {
        return first;
    }

    boolean isMore() {
        return isMore;
    }

    @Nullable
    Object only() {
        if (isMore) {
            throw new PathRunException("more than one value is there where one is expected");
        }
        return first;
    }
}
