package org.aliquot.ingest.hapi;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.executor.InterceptorService;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.svc.IIdHelperService;
import ca.uhn.fhir.jpa.cache.IResourceChangeListenerCache;
import ca.uhn.fhir.jpa.cache.IResourceChangeListenerRegistry;
import ca.uhn.fhir.jpa.config.r4.FhirContextR4Config;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.partition.IRequestPartitionHelperSvc;
import ca.uhn.fhir.jpa.searchparam.extractor.IResourceLinkResolver;
import ca.uhn.fhir.jpa.searchparam.extractor.ISearchParamExtractorSvc;
import ca.uhn.fhir.jpa.searchparam.extractor.SearchParamExtractorR4;
import ca.uhn.fhir.jpa.searchparam.extractor.SearchParamExtractorService;
import ca.uhn.fhir.jpa.searchparam.registry.ISearchParamProvider;
import ca.uhn.fhir.jpa.searchparam.registry.SearchParamRegistryImpl;
import ca.uhn.fhir.jpa.searchparam.registry.SearchParameterCanonicalizer;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.SearchParameter;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** HAPI's own search parameter registry and extraction without its database. */
public final class HapiWorkbench {
    private static final FhirContext CONTEXT = FhirContextR4Config.configureFhirContext(FhirContext.forR4());

    private final JpaStorageSettings settings = new JpaStorageSettings();
    private final List<SearchParameter> searchParameters = new ArrayList<>();
    private final AnnotationConfigApplicationContext beans = new AnnotationConfigApplicationContext();

    /** With HAPI's defaults and R4's search parameters. */
    public static HapiWorkbench standard() {
        return with(settings -> {});
    }

    /** With other settings and more search parameters. */
    public static HapiWorkbench with(Consumer<JpaStorageSettings> change, SearchParameter... more) {
        return new HapiWorkbench(change, List.of(more));
    }

    private HapiWorkbench(Consumer<JpaStorageSettings> change, List<SearchParameter> more) {
        change.accept(settings);
        searchParameters.addAll(more);
        beans.registerBean(FhirContext.class, () -> CONTEXT);
        beans.registerBean(JpaStorageSettings.class, () -> settings);
        beans.registerBean(PartitionSettings.class);
        beans.registerBean(InterceptorService.class, () -> new InterceptorService("workbench"));
        beans.registerBean(SearchParameterCanonicalizer.class, () -> new SearchParameterCanonicalizer(CONTEXT));
        beans.registerBean(
                ISearchParamProvider.class,
                () -> stub(ISearchParamProvider.class, new SimpleBundleProvider(searchParameters)));
        beans.registerBean(
                IResourceChangeListenerRegistry.class,
                () -> stub(IResourceChangeListenerRegistry.class, stub(IResourceChangeListenerCache.class, null)));
        beans.registerBean(SearchParamRegistryImpl.class, () -> new SearchParamRegistryImpl());
        beans.registerBean(SearchParamExtractorR4.class, () -> new SearchParamExtractorR4());
        beans.registerBean(IRequestPartitionHelperSvc.class, () -> stub(IRequestPartitionHelperSvc.class, true));
        beans.registerBean(IResourceLinkResolver.class, () -> stub(IResourceLinkResolver.class, null));
        beans.registerBean(IIdHelperService.class, () -> stub(IIdHelperService.class, null));
        beans.registerBean(SearchParamExtractorService.class);
        beans.refresh();
        registry().forceRefresh();
    }

    /** Stores a search parameter, and lets the registry see it. */
    public void add(SearchParameter parameter) {
        searchParameters.add(parameter);
        registry().forceRefresh();
    }

    public FhirContext context() {
        return CONTEXT;
    }

    public JpaStorageSettings settings() {
        return settings;
    }

    public ISearchParamRegistry registry() {
        return beans.getBean(ISearchParamRegistry.class);
    }

    public ISearchParamExtractorSvc extraction() {
        return beans.getBean(ISearchParamExtractorSvc.class);
    }

    public HapiRowExtractor extractor() {
        return new HapiRowExtractor(CONTEXT, settings, extraction());
    }

    // Answers every call that returns something of the answer's type with it, every other with nothing.
    private static <T> T stub(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    case "toString" -> type.getSimpleName() + " stub";
                    default -> method.getReturnType() == void.class ? null : answer;
                }));
    }
}
