package org.aliquot.ingest.hapi;

import static org.apache.commons.lang3.StringUtils.isBlank;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildResourceDefinition;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.searchparam.extractor.LogicalReferenceHelper;
import ca.uhn.fhir.rest.api.Constants;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aliquot.ingest.LineRefusedException;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;

/**
 * What HAPI's DAO checks before it stores ({@code BaseStorageDao.preProcessResourceForStorage}, {@code
 * BaseHapiFhirDao.validateResourceForStorage}); its methods need a DAO, so they stand here again.
 */
final class StorageChecks {
    private final FhirContext context;
    private final JpaStorageSettings settings;

    StorageChecks(FhirContext context, JpaStorageSettings settings) {
        this.context = context;
        this.settings = settings;
    }

    void check(Resource resource) throws LineRefusedException {
        checkId(resource);
        checkMeta(resource.getMeta());
        if (settings.isEnforceReferenceTargetTypes()) {
            checkTargetTypes(resource, resource.fhirType());
        }
    }

    private static void checkId(Resource resource) throws LineRefusedException {
        IIdType id = resource.getIdElement();
        if (id.hasResourceType() && !id.getResourceType().equals(resource.fhirType())) {
            throw new LineRefusedException("id names another resource type, expected " + resource.fhirType());
        }
        if (id.hasIdPart() && !id.isIdPartValid()) {
            throw new LineRefusedException("id must be 1 to 64 characters of A-Z, a-z, 0-9, '-' and '.'");
        }
    }

    private void checkMeta(Meta meta) throws LineRefusedException {
        if (meta.getTag(Constants.TAG_SUBSETTED_SYSTEM_DSTU3, Constants.TAG_SUBSETTED_CODE) != null) {
            throw new LineRefusedException("tagged 'subsetted': it may lack elements, so it is not stored");
        }
        Integer limit = settings.getResourceMetaCountHardLimit();
        int count = meta.getTag().size()
                + meta.getProfile().size()
                + meta.getSecurity().size();
        if (limit != null && count > limit) {
            throw new LineRefusedException(
                    count + " tags, profiles and security labels, expected " + limit + " at most");
        }
    }

    private void checkTargetTypes(IBase element, String path) throws LineRefusedException {
        if (!(context.getElementDefinition(element.getClass())
                instanceof BaseRuntimeElementCompositeDefinition<?> definition)) {
            return;
        }
        for (BaseRuntimeChildDefinition child : definition.getChildren()) {
            List<IBase> values = child.getAccessor().getValues(element);
            if (values == null || values.isEmpty()) {
                continue;
            }
            String childPath = path + "." + child.getElementName();
            for (IBase value : values) {
                if (value != null) {
                    checkTargetTypes(value, childPath);
                }
            }
            if (child instanceof RuntimeChildResourceDefinition reference) {
                checkTargets(reference, values, childPath);
            }
        }
    }

    private void checkTargets(RuntimeChildResourceDefinition child, List<IBase> values, String path)
            throws LineRefusedException {
        Set<String> allowed = new HashSet<>();
        for (Class<? extends IBaseResource> type : child.getResourceTypes()) {
            if (type.isInterface()) {
                return;
            }
            allowed.add(context.getResourceType(type));
        }
        for (IBase value : values) {
            IIdType target = ((IBaseReference) value).getReferenceElement();
            if (!isBlank(target.getResourceType())
                    && !LogicalReferenceHelper.isLogicalReference(settings, target)
                    && !target.getValue().contains("?")
                    && !allowed.contains(target.getResourceType())) {
                throw new LineRefusedException(
                        "a reference at " + path + " points to a type that is not allowed there");
            }
        }
    }
}
