package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.auth.access.PatientCompartment;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.Level;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.jspecify.annotations.Nullable;

/**
 * Whether contents that are not the current ones belong into an export: search rows and references tell only of what is. Few are
 * looked at so, and by HAPI's model.
 */
final class Ownership implements AutoCloseable {
    private final ExportOrder order;
    private final FhirContext fhir;
    private final ExportRules rules;
    private final Compartments compartments;
    private final PatientCompartment compartment;
    private final Optional<Pids> patients;
    private final Snapshot snapshot;

    /** Asked for patients by their ids while the contents are read by another; opened with the first. */
    private Snapshot.@Nullable View view;

    /** @param patients those whose data are exported, where not everybody's */
    Ownership(
            ExportOrder order,
            FhirContext fhir,
            ExportRules rules,
            Compartments compartments,
            Optional<Pids> patients,
            Snapshot snapshot) {
        this.order = order;
        this.fhir = fhir;
        this.rules = rules;
        this.compartments = compartments;
        this.compartment = new PatientCompartment(fhir);
        this.patients = patients;
        this.snapshot = snapshot;
    }

    /** Whether everything of the order's types does. */
    boolean isEverybodys() {
        return order.level() == Level.SYSTEM && order.limits().values().stream().allMatch(List::isEmpty);
    }

    /** False for what cannot be read: whose it is cannot be told. */
    boolean holds(JsonLine line) throws IOException {
        IBaseResource resource;
        try {
            resource = fhir.newJsonParser()
                    .parseResource(new String(line.bytes(), 0, line.size(), StandardCharsets.UTF_8));
        } catch (DataFormatException e) {
            return false;
        }
        if (!rules.isWithin(order.limits(), resource)) {
            return false;
        }
        String type = resource.fhirType();
        if (order.level() == Level.SYSTEM || !type.equals("Patient") && !compartments.hasMembersOf(type)) {
            return true;
        }
        Set<String> owners = compartment.ownersOf(resource);
        return patients.isPresent() ? isAnyAmong(owners, patients.get()) : !owners.isEmpty();
    }

    private boolean isAnyAmong(Set<String> ids, Pids some) throws IOException {
        try {
            if (view == null) {
                view = snapshot.view();
            }
            Pids found = Finder.patients(ids, view);
            found.retainAll(some);
            return found.size() > 0;
        } catch (SQLException e) {
            throw new IllegalStateException("whose contents were cannot be found out", e);
        }
    }

    @Override
    public void close() throws SQLException {
        if (view != null) {
            view.close();
        }
    }
}
