package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.bulk.AuditApart;
import org.aliquot.server.bulk.export.grant.Grants;
import org.aliquot.server.bulk.export.grant.Subjects;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.Level;
import org.aliquot.server.bulk.export.order.OrderReader;

/**
 * Which of the server's resources views are run over: what an export of their types would hold. A row is made of one resource, so the rows are
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

    /** @throws ForbiddenOperationException where rules are set aside: that is not for views */
    static void requireNoEmergency(Access access) {
        if (access.reason().isPresent()) {
            throw new ForbiddenOperationException("breaking the glass is for looking at one patient, not for views");
        }
    }

    /**
     * @param types of the views' resources
     * @throws InvalidRequestException where a parameter is not what it should be
     * @throws ForbiddenOperationException where it is more than the scopes allow
     * @throws ResourceNotFoundException where a patient or the Group is not there
     */
    ExportOrder of(SortedSet<String> types, Choice choice, Access access) {
        if (types.contains(AuditApart.TYPE)) {
            throw new InvalidRequestException(AuditApart.ELSEWHERE);
        }
        Level level =
                choice.group().isPresent() ? Level.GROUP : choice.patients().isEmpty() ? Level.SYSTEM : Level.PATIENT;
        ExportOrder meant = orders.read(
                        level, choice.group(), Map.of("patient", choice.patients(), "_since", choice.since()), false)
                .order()
                .within(types, new TreeMap<>(), Optional.empty());
        ExportOrder permitted = grants.of(access, meant);
        permitted.group().ifPresent(subjects::requireGroup);
        permitted.patients().forEach(subjects::requirePatient);
        return permitted;
    }
}
