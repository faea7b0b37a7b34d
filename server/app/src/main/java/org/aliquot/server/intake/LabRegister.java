package org.aliquot.server.intake;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;

/** What the server already knows: registered specimens, orders and patients, and results stored before. */
public interface LabRegister {
    /** Specimens whose accession number or identifier is this; those without a patient or entered in error left out. */
    List<RegisteredSpecimen> specimens(String accession);

    /**
     * Orders whose accession number (identifier, requisition) is this, or that name one of the specimens; revoked ones
     * left out. An identifier that says it is a placer's or filler's order number is no accession number.
     */
    List<RegisteredOrder> orders(String accession, List<RegisteredSpecimen> specimens);

    /** The current version of a patient. */
    Optional<Patient> patient(String reference);

    /** The current version of a resource; empty when there is none or it was deleted. */
    Optional<Resource> read(String type, String id);

    /** The current versions of those that exist, by id. */
    Map<String, Resource> readAll(String type, Collection<String> ids);

    /** Worklist entries that ask a person to match the specimen of this report and are not done. */
    List<Task> openMatchTasks(String diagnosticReport);

    /**
     * A registered specimen.
     *
     * @param reference {@code Specimen/…}
     * @param patient {@code Patient/…}; empty when the specimen names none
     */
    record RegisteredSpecimen(String reference, Optional<String> patient) {}

    /**
     * A registered order.
     *
     * @param reference {@code ServiceRequest/…}
     * @param patient {@code Patient/…}; empty when the order is about no patient
     * @param encounter {@code Encounter/…}
     */
    record RegisteredOrder(String reference, Optional<String> patient, Optional<String> encounter) {}
}
