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
import java.util.regex.Pattern;
import org.aliquot.server.auth.access.Sensitive;
import org.aliquot.server.auth.smart.PatientDirectory;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;

/** Patients for a person to choose from, out of HAPI's storage. */
public final class HapiPatients implements PatientDirectory {
    private static final int MOST = 20;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");

    private final DaoRegistry daos;
    private final Sensitive sensitive;

    public HapiPatients(DaoRegistry daos, Sensitive sensitive) {
        this.daos = daos;
        this.sensitive = sensitive;
    }

    @Override
    public List<Entry> find(String text, boolean isWithSensitive) {
        Map<String, Entry> found = new LinkedHashMap<>();
        add(new SearchParameterMap("identifier", new TokenParam(text.strip())), isWithSensitive, found);
        add(new SearchParameterMap("name", new StringParam(text.strip())), isWithSensitive, found);
        return found.values().stream().limit(MOST).toList();
    }

    private void add(SearchParameterMap search, boolean isWithSensitive, Map<String, Entry> to) {
        if (!isWithSensitive) {
            sensitive.excluding().forEach(label -> search.add("_security", label));
        }
        search.setLoadSynchronousUpTo(MOST);
        daos.getResourceDao(Patient.class)
                .searchForResources(search, new SystemRequestDetails())
                .forEach(patient -> to.put(patient.getIdElement().getIdPart(), entry(patient)));
    }

    @Override
    public Optional<Entry> byId(String id, boolean isWithSensitive) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(daos.getResourceDao(Patient.class)
                            .read(new IdType("Patient", id), new SystemRequestDetails()))
                    .filter(patient -> isWithSensitive || !sensitive.isLabelled(patient))
                    .map(HapiPatients::entry);
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
