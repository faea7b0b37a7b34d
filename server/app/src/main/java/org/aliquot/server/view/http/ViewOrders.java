package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.bulk.export.grant.Grants;
import org.aliquot.server.bulk.export.grant.Subjects;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.Level;
import org.aliquot.server.bulk.export.order.OrderReader;
import org.aliquot.view.View;

/**
 * Which of the server's resources a view is run over: what an export of their type would hold. A row is made of one resource, so the rows are
 * those of what the bearer may read.
 */
public final class ViewOrders {
    private final OrderReader orders;
    private final Grants grants;
    private final Subjects subjects;

    public ViewOrders(OrderReader orders, Grants grants, Subjects subjects) {
        this.orders = Objects.requireNonNull(orders, "orders");
        this.grants = Objects.requireNonNull(grants, "grants");
        this.subjects = Objects.requireNonNull(subjects, "subjects");
    }

    /**
     * @throws InvalidRequestException where a parameter is not what it should be
     * @throws ForbiddenOperationException where it is more than the scopes allow
     * @throws ResourceNotFoundException where a patient or the Group is not there
     */
    ExportOrder of(View view, RunOrder run, Access access) {
        Level level = run.group().isPresent() ? Level.GROUP : run.patients().isEmpty() ? Level.SYSTEM : Level.PATIENT;
        ExportOrder meant = orders.read(
                        level, run.group(), Map.of("patient", run.patients(), "_since", run.since()), false)
                .order()
                .within(new TreeSet<>(List.of(view.resource())), new TreeMap<>(), Optional.empty());
        ExportOrder permitted = grants.of(access, meant);
        permitted.group().ifPresent(subjects::requireGroup);
        permitted.patients().forEach(subjects::requirePatient);
        return permitted;
    }
}
