package org.aliquot.server.search;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.StringParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aliquot.server.auth.smart.PatientDirectory;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;

/** Patients for a person to choose from, out of HAPI's storage. */
public final class HapiPatients implements PatientDirectory {
    private static final int MOST = 20;

    private final DaoRegistry daos;

    public HapiPatients(DaoRegistry daos) {
        this.daos = daos;
    }

    @Override
    public List<Entry> find(String text) {
        Map<String, Entry> found = new LinkedHashMap<>();
        add(new SearchParameterMap("identifier", new TokenParam(text.strip())), found);
        add(new SearchParameterMap("name", new StringParam(text.strip())), found);
        return found.values().stream().limit(MOST).toList();
    }

    private void add(SearchParameterMap search, Map<String, Entry> to) {
        search.setLoadSynchronousUpTo(MOST);
        daos.getResourceDao(Patient.class)
                .searchForResources(search, new SystemRequestDetails())
                .forEach(patient -> to.put(patient.getIdElement().getIdPart(), entry(patient)));
    }

    @Override
    public Optional<Entry> byId(String id) {
        try {
            return Optional.of(entry(
                    daos.getResourceDao(Patient.class).read(new IdType("Patient", id), new SystemRequestDetails())));
        } catch (ResourceNotFoundException | ResourceGoneException none) {
            return Optional.empty();
        }
    }

    @Override
    public boolean exists(String type, String id) {
        try {
            IFhirResourceDao<?> dao = daos.getResourceDao(type);
            dao.read(new IdType(type, id), new SystemRequestDetails());
            return true;
        } catch (ResourceNotFoundException | ResourceGoneException none) {
            return false;
        }
    }

    private static Entry entry(Patient patient) {
        return new Entry(
                patient.getIdElement().getIdPart(),
                patient.hasName() ? patient.getNameFirstRep().getNameAsSingleString() : "without a name",
                patient.hasBirthDate() ? patient.getBirthDateElement().getValueAsString() : "unknown",
                patient.getIdentifier().stream()
                        .map(Identifier::getValue)
                        .findFirst()
                        .orElse("none"));
    }
}
