package org.aliquot.server.bulk.export.grant;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.List;
import org.aliquot.server.bulk.export.order.MemberCriteria;
import org.aliquot.server.bulk.export.order.MemberCriterion;
import org.aliquot.server.bulk.export.run.Searches;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;

/** Whose data an order is about: a patient, or a Group. Ask only after {@link Grants}, for the answer tells who is there. */
public final class Subjects {
    private final DaoRegistry daos;
    private final Searches searches;

    public Subjects(DaoRegistry daos, Searches searches) {
        this.daos = daos;
        this.searches = searches;
    }

    /**
     * @throws ResourceNotFoundException where there is no such patient
     * @throws ResourceGoneException where there is none any more
     */
    public void requirePatient(String id) {
        read(new IdType("Patient", id));
    }

    /**
     * @throws ResourceNotFoundException where there is no such Group
     * @throws ResourceGoneException where there is none any more
     * @throws UnprocessableEntityException where a criterion for its members cannot be searched for
     */
    public void requireGroup(String id) {
        if (read(new IdType("Group", id)) instanceof Group group) {
            requireUnderstood(MemberCriteria.of(group));
        }
    }

    private IBaseResource read(IdType id) {
        return daos.getResourceDao(id.getResourceType()).read(id, new SystemRequestDetails());
    }

    private void requireUnderstood(List<MemberCriterion> criteria) {
        for (MemberCriterion criterion : criteria) {
            try {
                searches.tryOut(criterion.search());
            } catch (BaseServerResponseException e) {
                throw new UnprocessableEntityException(
                        "the Group's criterion " + criterion.search() + ": " + e.getMessage());
            }
        }
    }
}
