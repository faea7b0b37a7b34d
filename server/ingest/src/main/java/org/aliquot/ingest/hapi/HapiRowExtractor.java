package org.aliquot.ingest.hapi;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import ca.uhn.fhir.jpa.searchparam.extractor.ISearchParamExtractor;
import ca.uhn.fhir.jpa.searchparam.extractor.ISearchParamExtractorSvc;
import ca.uhn.fhir.jpa.searchparam.extractor.ResourceIndexedSearchParams;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.util.ResourceReferenceInfo;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.LinkRow;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.RowExtractor;
import org.aliquot.ingest.rows.fast.OtherParams;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;

/**
 * Rows by HAPI's own parser, encoder and search parameter extraction, called as its DAO calls them but without a database:
 * the oracle of every faster extractor, and its help with what it does not compile.
 *
 * <p>Leaves to the DAO: the types of {@link DaoOnlyTypes}; resources with conditional references ({@code
 * Patient?identifier=…}), which need a search; and everything while a storage setting is on that needs the database during
 * extraction (uplifted reference chains, references versioned by the server).
 *
 * <p>Takes partitioning to be off, as this server runs HAPI.
 */
public final class HapiRowExtractor implements RowExtractor, OtherParams {
    private final FhirContext context;
    private final JpaStorageSettings settings;
    private final ISearchParamExtractorSvc extraction;
    private final StorageChecks checks;

    public HapiRowExtractor(FhirContext context, JpaStorageSettings settings, ISearchParamExtractorSvc extraction) {
        this.context = Objects.requireNonNull(context, "context");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.extraction = Objects.requireNonNull(extraction, "extraction");
        this.checks = new StorageChecks(context, settings);
    }

    @Override
    public Optional<ResourceRows> rowsOf(byte[] json) throws LineRefusedException {
        Resource resource = parse(json);
        String type = resource.fhirType();
        DaoOnlyTypes.refuseServersOwn(type);
        if (DaoOnlyTypes.contains(type) || needsTheDatabase(resource)) {
            return Optional.empty();
        }
        localize(resource);
        checks.check(resource);
        ResourceIndexedSearchParams extracted = extract(resource, ISearchParamExtractor.ALL_PARAMS);
        Set<LinkRow> links = IndexRowsOf.links(extracted);
        checkTargets(links);
        String text = encode(resource);
        Meta meta = resource.getMeta();
        ResourceRows rows = new ResourceRows(
                type,
                resource.getIdElement().getIdPart(),
                text,
                MetaRows.tagsOf(meta, settings),
                MetaRows.sourceOf(meta, settings),
                IndexRowsOf.index(extracted),
                links);
        TableLimits.check(rows);
        return Optional.of(rows);
    }

    /** What HAPI refuses is left to {@link #rowsOf}, which says why. HAPI follows all references, asked for or not. */
    @Override
    public Optional<Found> of(byte[] json, Set<String> codes) {
        try {
            Resource resource = parse(json);
            localize(resource);
            ResourceIndexedSearchParams extracted = extract(
                    resource,
                    params -> params.stream()
                            .filter(param -> codes.contains(param.getName()))
                            .toList());
            Set<LinkRow> links = IndexRowsOf.links(extracted);
            checkTargets(links);
            List<IndexRow> index = IndexRowsOf.index(extracted).stream()
                    .filter(row -> codes.contains(row.param()))
                    .toList();
            TableLimits.check(new ResourceRows(resource.fhirType(), null, "", List.of(), null, index, links));
            return Optional.of(new Found(index, links));
        } catch (LineRefusedException refused) {
            return Optional.empty();
        }
    }

    private Resource parse(byte[] json) throws LineRefusedException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            JsonEscapes.check(text);
            return (Resource) parser().parseResource(text);
        } catch (CharacterCodingException e) {
            throw new LineRefusedException("not UTF-8", e);
        } catch (RuntimeException e) {
            throw new LineRefusedException(RefusalText.ofParsing(e), e);
        } catch (StackOverflowError e) {
            throw new LineRefusedException("nested too deeply", e);
        }
    }

    private IParser parser() {
        return context.newJsonParser().setParserErrorHandler(new StrictParsing());
    }

    private boolean needsTheDatabase(Resource resource) {
        return settings.isIndexOnUpliftedRefchains()
                || !settings.getAutoVersionReferenceAtPathsByResourceType(resource.fhirType())
                        .isEmpty()
                || context.newTerser().getAllPopulatedChildElementsOfType(resource, IBaseReference.class).stream()
                        .map(reference -> reference.getReferenceElement().getValue())
                        .anyMatch(reference -> reference != null && reference.indexOf('?') >= 0);
    }

    // BaseStorageDao.replaceAbsoluteReferencesWithRelative
    private void localize(Resource resource) {
        if (settings.getTreatBaseUrlsAsLocal().isEmpty()) {
            return;
        }
        for (ResourceReferenceInfo reference : context.newTerser().getAllResourceReferences(resource)) {
            IIdType target = reference.getResourceReference().getReferenceElement();
            if (target != null
                    && target.hasBaseUrl()
                    && settings.getTreatBaseUrlsAsLocal().contains(target.getBaseUrl())) {
                reference
                        .getResourceReference()
                        .setReference(target.toUnqualified().getValue());
            }
        }
    }

    private ResourceIndexedSearchParams extract(Resource resource, ISearchParamExtractor.ISearchParamFilter wanted)
            throws LineRefusedException {
        ResourceTable entity = new ResourceTable();
        entity.setResourceType(resource.fhirType());
        ResourceIndexedSearchParams extracted = ResourceIndexedSearchParams.withSets();
        try {
            extraction.extractFromResource(
                    RequestPartitionId.allPartitions(),
                    new SystemRequestDetails(),
                    extracted,
                    ResourceIndexedSearchParams.withSets(),
                    entity,
                    resource,
                    new AnyTargetExists(),
                    true,
                    wanted);
        } catch (RuntimeException e) {
            throw new LineRefusedException(RefusalText.ofExtraction(e), e);
        }
        return extracted;
    }

    // Whoever waited for such a target would wait in vain. HAPI takes the version of a relative canonical, or its
    // fragment, for a part of the id, finds nothing, and refuses.
    private static void checkTargets(Set<LinkRow> links) throws LineRefusedException {
        for (LinkRow link : links) {
            if (link.target() instanceof LinkRow.Local local && !new IdType(local.id()).isIdPartValid()) {
                throw new LineRefusedException(
                        "a reference at " + link.path() + " names an id that no resource can have, expected Type/id");
            }
        }
    }

    private String encode(Resource resource) throws LineRefusedException {
        IParser parser = parser();
        parser.setDontEncodeElements(excluded(resource));
        try {
            return parser.encodeResourceToString(resource);
        } catch (RuntimeException e) {
            throw new LineRefusedException(RefusalText.ofParsing(e), e);
        }
    }

    // BaseHapiFhirDao.getExcludedElements
    private List<String> excluded(Resource resource) {
        String meta = resource.fhirType() + ".meta";
        boolean inline = settings.getTagStorageMode() == StorageSettings.TagStorageModeEnum.INLINE;
        if (resource.getMeta().getExtension().isEmpty() && !inline) {
            return List.of("id", meta);
        }
        List<String> excluded =
                new ArrayList<>(List.of("id", meta + ".versionId", meta + ".lastUpdated", meta + ".source"));
        if (!inline) {
            excluded.addAll(List.of(meta + ".profile", meta + ".tag", meta + ".security"));
        }
        return excluded;
    }
}
