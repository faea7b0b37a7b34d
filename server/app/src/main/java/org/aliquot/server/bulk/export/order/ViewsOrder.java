package org.aliquot.server.bulk.export.order;

import java.util.List;
import java.util.Optional;
import org.aliquot.server.view.format.RowFormat;

/**
 * Views whose rows an export holds instead of resources (SQL on FHIR 2, operation $viewdefinition-export).
 *
 * @param views each of another name
 * @param hasHeader whether a CSV file begins with the columns' names
 * @param clientTrackingId what the client calls the export
 */
public record ViewsOrder(List<Named> views, RowFormat format, boolean hasHeader, Optional<String> clientTrackingId) {
    /**
     * A view.
     *
     * @param name of its file
     * @param definition JSON, as it was when the export was ordered
     */
    public record Named(String name, String definition) {}

    public ViewsOrder {
        views = List.copyOf(views);
    }

    /** The view of this name. */
    public Named named(String name) {
        return views.stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
