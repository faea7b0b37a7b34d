package org.aliquot.server.auth.access;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.graphql.DaoRegistryGraphQLStorageServices;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.aliquot.server.auth.scope.Interaction;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.utilities.graphql.Argument;
import org.hl7.fhir.utilities.graphql.StringValue;
import org.hl7.fhir.utilities.graphql.Value;

/**
 * What a {@code $graphql} query reads and searches (hl7.org/fhir/R4/graphql.html), each step held to the bearer's scopes as a request of its
 * own would be. HAPI's hooks ({@link AccessInterceptor}) narrow and hide as ever; what comes is looked at once more here, since none of it
 * passes the last of those hooks.
 */
public class GraphQlReads extends DaoRegistryGraphQLStorageServices {
    private static final String CURSOR = "search-id";

    private final AccessRules rules;
    private final int longest;

    /** @param longest most resources of a list, and of a page */
    public GraphQlReads(FhirContext fhir, Sensitive sensitive, int longest) {
        this.longest = longest;
        this.rules = new AccessRules(fhir, new PatientCompartment(fhir), sensitive);
    }

    @Override
    public IBaseResource lookup(Object request, String type, String id) throws FHIRException {
        Optional<Access> limited = limited(request);
        limited.ifPresent(access -> require(access, Interaction.READ, type));
        return known(limited, new IdType(type, id), () -> visible(limited, super.lookup(request, type, id)));
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
        return known(limited, id, () -> {
            ReferenceResolution found = super.lookup(request, context, reference);
            if (found != null) {
                visible(limited, found.getTarget());
            }
            return found;
        });
    }

    /** To whom something may be hidden, what is hidden, what was deleted and what never was are told in the same words. */
    private static <T> T known(Optional<Access> limited, IIdType id, Supplier<T> read) {
        try {
            return read.get();
        } catch (ResourceNotFoundException | ResourceGoneException e) {
            throw limited.isPresent() ? notKnown(id) : e;
        }
    }

    @Override
    public void listResources(Object request, String type, List<Argument> arguments, List<IBaseResource> into)
            throws FHIRException {
        Optional<Access> limited = limited(request);
        limited.ifPresent(access -> require(access, Interaction.SEARCH, type));
        if (arguments.stream().anyMatch(argument -> argument.getName().equals(CURSOR))) {
            throw new InvalidRequestException(CURSOR + " is for " + type + "Connection");
        }
        // HAPI's own ends a list at the default size of a page, without a word.
        int wanted = count(arguments).orElse(Integer.MAX_VALUE);
        int read = wanted <= longest ? wanted : longest + 1;
        Bundle page = (Bundle) super.search(request, type, counted(arguments, read));
        List<IBaseResource> found = new ArrayList<>();
        page.getEntry().forEach(entry -> found.add(entry.getResource()));
        if (found.size() > longest) {
            throw new InvalidRequestException("%sList finds more than %d; ask for pages: %sConnection(_count: \"%d\")"
                    .formatted(type, longest, type, longest));
        }
        limited.ifPresent(access -> found.removeIf(resource -> !rules.maySee(access, resource)));
        into.addAll(found);
    }

    /** A page of a search. One that goes on is found by its id alone: how much it found in all is not told. */
    @Override
    public IBaseBundle search(Object request, String type, List<Argument> arguments) throws FHIRException {
        Optional<Access> limited = limited(request);
        limited.ifPresent(access -> require(access, Interaction.SEARCH, type));
        Optional<Integer> count = count(arguments);
        Bundle page = (Bundle) super.search(
                request, type, count.isEmpty() ? arguments : counted(arguments, Math.min(count.get(), longest)));
        if (limited.isEmpty()) {
            return page;
        }
        boolean isLess = page.getEntry().removeIf(entry -> !rules.maySee(limited.get(), entry.getResource()));
        if (isLess || arguments.stream().anyMatch(argument -> argument.getName().equals(CURSOR))) {
            page.setTotalElement(null);
        }
        return page;
    }

    private static Optional<Integer> count(List<Argument> arguments) {
        return arguments.stream()
                .filter(argument -> argument.getName().equals(Constants.PARAM_COUNT))
                .map(argument -> argument.getValues().stream()
                        .findFirst()
                        .map(Value::getValue)
                        .orElse(""))
                .map(GraphQlReads::positive)
                .findFirst();
    }

    private static int positive(String count) {
        try {
            int number = Integer.parseInt(count);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new InvalidRequestException("_count is not a whole number above 0");
    }

    private static List<Argument> counted(List<Argument> arguments, int count) {
        List<Argument> counted = new ArrayList<>(arguments);
        counted.removeIf(argument -> argument.getName().equals(Constants.PARAM_COUNT));
        counted.add(new Argument(Constants.PARAM_COUNT, new StringValue(Integer.toString(count))));
        return counted;
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
