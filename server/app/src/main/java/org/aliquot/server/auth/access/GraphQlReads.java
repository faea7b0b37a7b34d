package org.aliquot.server.auth.access;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.graphql.DaoRegistryGraphQLStorageServices;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aliquot.server.auth.scope.Interaction;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.utilities.graphql.Argument;

/**
 * What a {@code $graphql} query reads and searches (hl7.org/fhir/R4/graphql.html), each step held to the bearer's scopes as a request of its
 * own would be. HAPI's hooks ({@link AccessInterceptor}) narrow and hide as ever; what comes is looked at once more here, since none of it
 * passes the last of those hooks.
 */
public class GraphQlReads extends DaoRegistryGraphQLStorageServices {
    private static final String CURSOR = "search-id";

    private final AccessRules rules;

    public GraphQlReads(FhirContext fhir, Sensitive sensitive) {
        this.rules = new AccessRules(fhir, new PatientCompartment(fhir), sensitive);
    }

    @Override
    public IBaseResource lookup(Object request, String type, String id) throws FHIRException {
        Optional<Access> limited = limited(request);
        limited.ifPresent(access -> require(access, Interaction.READ, type));
        return visible(limited, super.lookup(request, type, id));
    }

    /** Where a reference leads to what may not be seen it leads nowhere. */
    @Override
    public ReferenceResolution lookup(Object request, IBaseResource context, IBaseReference reference)
            throws FHIRException {
        Optional<Access> limited = limited(request);
        IIdType id = reference.getReferenceElement();
        if (limited.isPresent() && !may(limited.get(), Interaction.READ, id.getResourceType())) {
            throw notKnown(id);
        }
        ReferenceResolution found = super.lookup(request, context, reference);
        if (found != null) {
            visible(limited, found.getTarget());
        }
        return found;
    }

    @Override
    public void listResources(Object request, String type, List<Argument> arguments, List<IBaseResource> into)
            throws FHIRException {
        Optional<Access> limited = limited(request);
        if (limited.isEmpty()) {
            super.listResources(request, type, arguments, into);
            return;
        }
        require(limited.get(), Interaction.SEARCH, type);
        List<IBaseResource> found = new ArrayList<>();
        super.listResources(request, type, arguments, found);
        found.removeIf(resource -> !rules.maySee(limited.get(), resource));
        into.addAll(found);
    }

    /** A page of a search. One that goes on is found by its id alone: how much it found in all is not told. */
    @Override
    public IBaseBundle search(Object request, String type, List<Argument> arguments) throws FHIRException {
        Optional<Access> limited = limited(request);
        if (limited.isEmpty()) {
            return super.search(request, type, arguments);
        }
        require(limited.get(), Interaction.SEARCH, type);
        Bundle page = (Bundle) super.search(request, type, arguments);
        boolean isLess = page.getEntry().removeIf(entry -> !rules.maySee(limited.get(), entry.getResource()));
        if (isLess || arguments.stream().anyMatch(argument -> argument.getName().equals(CURSOR))) {
            page.setTotalElement(null);
        }
        return page;
    }

    private Optional<Access> limited(Object request) {
        return Access.of((RequestDetails) request).filter(access -> !rules.mayEverything(access));
    }

    private boolean may(Access access, Interaction interaction, String type) {
        return type != null && rules.isType(type) && rules.may(access, interaction, type);
    }

    private void require(Access access, Interaction interaction, String type) {
        if (!rules.isType(type)) {
            throw new InvalidRequestException("no resource type of that name");
        }
        if (!may(access, interaction, type)) {
            throw new ForbiddenOperationException("no scope of this token allows " + interaction + " of " + type);
        }
    }

    private IBaseResource visible(Optional<Access> limited, IBaseResource found) {
        if (limited.isPresent() && found != null && !rules.may(limited.get(), Interaction.READ, found)) {
            throw notKnown(found.getIdElement());
        }
        return found;
    }

    // In the words of a read by REST.
    private static ResourceNotFoundException notKnown(IIdType id) {
        return new ResourceNotFoundException(
                "Resource " + id.getResourceType() + "/" + id.getIdPart() + " is not known");
    }
}
