package org.aliquot.view.path;

import java.util.Map;

/**
 * What a path is written for.
 *
 * @param resource type that the view is of
 * @param context type of what the path is applied to
 * @param isResource whether that is the resource itself
 */
public record PathScope(String resource, Typing context, boolean isResource, Map<String, Constant> constants) {
    public PathScope {
        constants = Map.copyOf(constants);
    }

    /** Where a view begins. */
    public static PathScope of(String resource, Map<String, Constant> constants) {
        return new PathScope(resource, Typing.of(resource), true, constants);
    }

    /** The same view, further down. */
    public PathScope at(Typing items, boolean isStillResource) {
        return new PathScope(resource, items, isStillResource, constants);
    }
}
