package org.aliquot.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.graphql.GraphQLProvider;
import ca.uhn.fhir.jpa.provider.DiffProvider;
import ca.uhn.fhir.jpa.provider.IJpaSystemProvider;
import ca.uhn.fhir.jpa.provider.ValueSetOperationProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.narrative2.NullNarrativeGenerator;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.openapi.OpenApiInterceptor;
import ca.uhn.fhir.rest.server.HardcodedServerAddressStrategy;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.interceptor.ResponseHighlighterInterceptor;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.server.audit.http.AuditEventProvider;
import org.aliquot.server.audit.http.AuditInterceptor;
import org.aliquot.server.auth.access.AccessInterceptor;
import org.aliquot.server.auth.access.Sensitive;
import org.aliquot.server.auth.issuer.IssuerMetadata;
import org.aliquot.server.bulk.ImportProvider;
import org.aliquot.server.bulk.export.http.ExportFiles;
import org.aliquot.server.bulk.export.http.ExportProvider;
import org.aliquot.server.bulk.feed.FeedProvider;
import org.aliquot.server.fhir.limit.BodyBudget;
import org.aliquot.server.fhir.limit.ConditionalDeletes;
import org.aliquot.server.fhir.limit.GraphQlCost;
import org.aliquot.server.fhir.limit.IncludeLimit;
import org.aliquot.server.fhir.limit.RequestSize;
import org.aliquot.server.fhir.limit.TextLength;
import org.aliquot.server.search.LastNProvider;
import org.aliquot.server.settings.AuthSettings;
import org.aliquot.server.settings.FhirSettings;
import org.aliquot.server.version.Version;
import org.aliquot.server.view.http.ViewRequests;
import org.aliquot.server.web.PlainPath;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.springframework.beans.factory.ObjectProvider;

/** HAPI's servlet with everything this server offers over REST registered. */
public class FhirServlet extends RestfulServer {
    private static final long serialVersionUID = 1L;

    private final long maxBodyBytes;

    private final transient BodyBudget bodies = BodyBudget.ofHeap();

    private final transient Optional<ExportFiles> exportFiles;

    private final transient Optional<ViewRequests> views;

    FhirServlet(
            FhirContext context,
            FhirSettings settings,
            AuthSettings auth,
            Sensitive sensitive,
            DaoRegistry daos,
            IFhirSystemDao<Bundle, Meta> systemDao,
            IJpaSystemProvider systemProvider,
            ResourceProviderFactory resourceProviders,
            JpaStorageSettings storage,
            ISearchParamRegistry searchParameters,
            IValidationSupport validationSupport,
            DatabaseBackedPagingProvider paging,
            GraphQLProvider graphQl,
            ImportProvider bulkImport,
            ValueSetOperationProvider valueSets,
            DiffProvider diff,
            WritesUnderWay writes,
            ObjectProvider<ExportProvider> bulkExport,
            ObjectProvider<ExportFiles> exportFiles,
            ObjectProvider<FeedProvider> feed,
            ObjectProvider<ViewRequests> views,
            ObjectProvider<AuditEventProvider> audit,
            ObjectProvider<IssuerMetadata> issuer) {
        super(context);
        this.maxBodyBytes = settings.maxBodySize().toBytes();
        this.exportFiles = Optional.ofNullable(exportFiles.getIfAvailable());
        this.views = Optional.ofNullable(views.getIfAvailable());
        context.setParserErrorHandler(IncomingParsing.errorHandler());
        context.setNarrativeGenerator(new NullNarrativeGenerator());
        setServerName("Aliquot");
        setServerVersion(Version.current());
        setImplementationDescription("Aliquot, FHIR R4 laboratory interoperability server");
        setDefaultResponseEncoding(EncodingEnum.JSON);
        setPagingProvider(paging);
        // They come from BoundedRequest, which leaves none out.
        setIgnoreServerParsedRequestParameters(false);
        if (!settings.baseUrl().isBlank()) {
            setServerAddressStrategy(new HardcodedServerAddressStrategy(settings.baseUrl()));
        }
        // Of two providers of one operation the first registered answers: ours before HAPI's.
        registerProvider(new LastNProvider(context, daos, searchParameters));
        // A load without a server answers nobody, and accounts for nothing.
        audit.ifAvailable(this::registerProvider);
        registerProviders(ofOthers(resourceProviders.createProviders()));
        registerProvider(systemProvider);
        registerProvider(graphQl);
        bulkExport.ifAvailable(this::registerProvider);
        feed.ifAvailable(this::registerProvider);
        registerProvider(bulkImport);
        registerProvider(valueSets);
        registerProvider(diff);
        registerInterceptor(new OpenApiInterceptor());
        registerInterceptor(new AccessInterceptor(context, daos, searchParameters, sensitive));
        registerInterceptor(new RequestSize(settings.maxPageSize(), settings.maxBundleEntries()));
        registerInterceptor(new ConditionalDeletes());
        registerInterceptor(new WholeAnswers());
        registerInterceptor(new IncludeLimit());
        registerInterceptor(new TextLength(context));
        registerInterceptor(new GraphQlCost());
        registerInterceptor(new AuditInterceptor(context));
        registerInterceptor(new SearchModifiers(context, searchParameters));
        registerInterceptor(new Preconditions());
        registerInterceptor(new NotedWrites(writes));
        registerInterceptor(new Failures());
        registerInterceptor(new Capabilities(auth.dev(), Optional.ofNullable(issuer.getIfAvailable())));
        registerInterceptor(new ResponseHighlighterInterceptor());
        setServerConformanceProvider(
                new CapabilityProvider(this, systemDao, storage, searchParameters, validationSupport));
    }

    /** AuditEvents are ours alone: HAPI's would let clients write them. */
    private static List<Object> ofOthers(Collection<Object> providers) {
        return providers.stream()
                .filter(provider -> !(provider instanceof IResourceProvider resources)
                        || resources.getResourceType() != AuditEvent.class)
                .toList();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Optional<BaseServerResponseException> refusal = RequestGate.refusalOf(request);
        if (refusal.isPresent()) {
            refuse(response, refusal.get());
            return;
        }
        if (ExportFiles.isAbout(request)) {
            sendFile(request, response);
            return;
        }
        if (views.isPresent() && ViewRequests.isAbout(request)) {
            answerAboutViews(views.get(), request, response);
            return;
        }
        try {
            handle(request, response);
        } finally {
            NotedWrites.end(request);
        }
    }

    private void handle(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        try (BodyBudget.Share memory = bodies.open()) {
            HttpServletRequest bounded = new BoundedRequest(request, maxBodyBytes, memory);
            if (PlainPath.of(request).endsWith("/$validate")) {
                super.service(bounded, response);
                return;
            }
            IncomingParsing.<ServletException, IOException>strictly(() -> super.service(bounded, response));
        }
    }

    /** Past HAPI, whose answers are resources. */
    private void sendFile(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            if (exportFiles.isPresent() && exportFiles.get().answer(request, response)) {
                return;
            }
        } catch (BaseServerResponseException e) {
            refuse(response, e);
            return;
        }
        refuse(
                response,
                new ResourceNotFoundException(
                        "no such file of an export of this client: never there, deleted, or expired"));
    }

    /** Past HAPI, to whom R4 has no ViewDefinition. */
    private void answerAboutViews(ViewRequests about, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try (BodyBudget.Share memory = bodies.open()) {
            String base = getServerAddressStrategy().determineServerBase(getServletContext(), request);
            about.answer(base.replaceAll("/+$", ""), new BoundedRequest(request, maxBodyBytes, memory), response);
        } catch (BaseServerResponseException e) {
            refuse(response, e);
        }
    }

    private void refuse(HttpServletResponse response, BaseServerResponseException refusal) throws IOException {
        response.setStatus(refusal.getStatusCode());
        if (refusal.hasResponseHeaders()) {
            refusal.getResponseHeaders()
                    .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        }
        response.setContentType("application/fhir+json");
        response.setCharacterEncoding("UTF-8");
        getFhirContext().newJsonParser().encodeResourceToWriter(Failures.outcomeOf(refusal), response.getWriter());
    }
}
