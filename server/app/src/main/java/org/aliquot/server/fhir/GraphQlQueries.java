package org.aliquot.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.IDaoRegistry;
import ca.uhn.fhir.jpa.graphql.GraphQLProviderWithIntrospection;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.hapi.ctx.HapiWorkerContext;
import org.hl7.fhir.r4.utils.GraphQLEngine;
import org.hl7.fhir.utilities.graphql.EGraphEngine;
import org.hl7.fhir.utilities.graphql.EGraphQLException;
import org.hl7.fhir.utilities.graphql.IGraphQLStorageServices;
import org.hl7.fhir.utilities.graphql.Package;

/**
 * {@code $graphql} (hl7.org/fhir/R4/graphql.html), with the same engine as HAPI's.
 *
 * <p>HAPI's own takes every mistake in a query for its own failure, answers 500, and logs it with what the query asks; and it hides what a
 * read was refused for behind a failure of its own.
 */
final class GraphQlQueries extends GraphQLProviderWithIntrospection {
    private final HapiWorkerContext definitions;
    private final IGraphQLStorageServices reads;

    GraphQlQueries(
            FhirContext fhir,
            IValidationSupport validation,
            IGraphQLStorageServices reads,
            ISearchParamRegistry parameters,
            IDaoRegistry daos) {
        super(fhir, validation, reads, parameters, daos);
        this.definitions = new HapiWorkerContext(fhir, validation);
        this.reads = reads;
    }

    @Override
    public String processGraphQlPostRequest(
            ServletRequestDetails servlet, RequestDetails request, IIdType id, String query) {
        if (query == null) {
            throw new InvalidRequestException("the body has no query; expected {\"query\": \"{…}\"}");
        }
        return super.processGraphQlPostRequest(servlet, request, id, query);
    }

    @Override
    protected String processGraphQLRequest(ServletRequestDetails request, IIdType id, Package query) {
        GraphQLEngine engine = new GraphQLEngine(definitions);
        engine.setAppInfo(request);
        engine.setServices(reads);
        engine.setGraphQL(query);
        try {
            if (id != null) {
                engine.setFocus(reads.lookup(request, id.getResourceType(), id.getIdPart()));
            }
            engine.execute();
            StringBuilder answer = new StringBuilder();
            engine.getOutput().write(answer, 0, "\n");
            return answer.toString();
        } catch (BaseServerResponseException e) {
            throw e;
        } catch (EGraphEngine | EGraphQLException | FHIRException e) {
            throw new InvalidRequestException("GraphQL: " + e.getMessage(), e);
        }
    }
}
