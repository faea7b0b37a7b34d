package org.aliquot.ingest.hapi;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.model.entity.BaseResourceIndexedSearchParam;
import ca.uhn.fhir.jpa.model.entity.BaseResourceIndexedSearchParamQuantity;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedComboStringUnique;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedComboTokenNonUnique;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamString;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamToken;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamUri;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import ca.uhn.fhir.jpa.model.entity.SearchParamPresentEntity;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import ca.uhn.fhir.jpa.searchparam.extractor.ISearchParamExtractor;
import ca.uhn.fhir.jpa.searchparam.extractor.ResourceIndexedSearchParams;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexHashesTest {
    @Property
    void hashesAsGuavaDoes(@ForAll byte[] data) {
        assertThat(Murmur3.hash(data, data.length))
                .isEqualTo(Hashing.murmur3_128(0).hashBytes(data).asLong());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyRowOfEveryExampleHashesAsItsEntityDoes(boolean containsSearches) {
        HapiWorkbench workbench = HapiWorkbench.with(settings -> {
            settings.setAllowContainsSearches(containsSearches);
            settings.setIndexMissingFields(StorageSettings.IndexEnabledEnum.ENABLED);
            settings.setIndexIdentifierOfType(true);
            settings.setAllowExternalReferences(true);
        });
        IndexHashes hashes = new IndexHashes(workbench.settings());
        int compared = 0;
        for (SpecificationExamples.Example example : SpecificationExamples.small()) {
            ResourceIndexedSearchParams extracted = extracted(workbench, example);
            extracted.myTokenParams.forEach(entity -> compare(hashes, entity));
            extracted.myStringParams.forEach(entity -> compare(hashes, entity));
            extracted.myQuantityParams.forEach(entity -> compare(hashes, entity));
            extracted.myUriParams.forEach(entity -> compare(hashes, entity));
            extracted.myDateParams.forEach(entity -> identity(hashes, entity));
            extracted.myNumberParams.forEach(entity -> identity(hashes, entity));
            extracted.myCoordsParams.forEach(entity -> identity(hashes, entity));
            extracted.mySearchParamPresentEntities.forEach(entity -> compare(hashes, entity));
            compared += extracted.myTokenParams.size();
        }
        assertThat(compared).isGreaterThan(30_000);
    }

    @Test
    void combinationsHashAsTheirEntitiesDo() {
        String query = "Patient?gender=female&name=R%C3%96E";
        ResourceIndexedComboStringUnique unique = new ResourceIndexedComboStringUnique();
        unique.setIndexString(query);
        unique.calculateHashes();
        ResourceIndexedComboTokenNonUnique other = new ResourceIndexedComboTokenNonUnique();
        other.setIndexString(query);
        other.calculateHashes();

        assertThat(IndexHashes.combo(query)).isEqualTo(unique.getHashComplete()).isEqualTo(other.getHashComplete());
        assertThat(IndexHashes.secondCombo(query)).isEqualTo(unique.getHashComplete2());
    }

    private static void compare(IndexHashes hashes, ResourceIndexedSearchParamToken entity) {
        IndexHashes.OfParam of = identity(hashes, entity);
        assertThat(of.hasPartialTokens()).isEqualTo(entity.getHashSystem() != null);
        if (of.hasPartialTokens()) {
            assertThat(of.tokenSystem(entity.getSystem())).isEqualTo(entity.getHashSystem());
            assertThat(of.tokenValue(entity.getValue())).isEqualTo(entity.getHashValue());
        }
        assertThat(of.tokenSystemAndValue(entity.getSystem(), entity.getValue()))
                .isEqualTo(entity.getHashSystemAndValue());
    }

    private static void compare(IndexHashes hashes, ResourceIndexedSearchParamString entity) {
        IndexHashes.OfParam of = identity(hashes, entity);
        assertThat(of.stringPrefix(entity.getValueNormalized())).isEqualTo(entity.getHashNormalizedPrefix());
        assertThat(of.stringExact(entity.getValueExact())).isEqualTo(entity.getHashExact());
    }

    private static void compare(IndexHashes hashes, BaseResourceIndexedSearchParamQuantity entity) {
        IndexHashes.OfParam of = identity(hashes, entity);
        assertThat(of.quantityUnits(entity.getUnits())).isEqualTo(entity.getHashIdentityAndUnits());
        assertThat(of.quantitySystemAndUnits(entity.getSystem(), entity.getUnits()))
                .isEqualTo(entity.getHashIdentitySystemAndUnits());
    }

    private static void compare(IndexHashes hashes, ResourceIndexedSearchParamUri entity) {
        assertThat(identity(hashes, entity).uri(entity.getUri())).isEqualTo(entity.getHashUri());
    }

    private static void compare(IndexHashes hashes, SearchParamPresentEntity entity) {
        assertThat(hashes.of(entity.getResource().getResourceType(), entity.getParamName())
                        .presence(entity.isPresent()))
                .isEqualTo(entity.getHashPresence());
    }

    private static IndexHashes.OfParam identity(IndexHashes hashes, BaseResourceIndexedSearchParam entity) {
        IndexHashes.OfParam of = hashes.of(entity.getResourceType(), entity.getParamName());
        assertThat(of.identity()).isEqualTo(entity.getHashIdentity());
        return of;
    }

    private static ResourceIndexedSearchParams extracted(
            HapiWorkbench workbench, SpecificationExamples.Example example) {
        ResourceIndexedSearchParams extracted = ResourceIndexedSearchParams.withSets();
        try {
            IBaseResource resource = workbench
                    .context()
                    .newJsonParser()
                    .parseResource(new String(example.json(), StandardCharsets.UTF_8));
            ResourceTable entity = new ResourceTable();
            entity.setResourceType(workbench.context().getResourceType(resource));
            workbench
                    .extraction()
                    .extractFromResource(
                            RequestPartitionId.allPartitions(),
                            new SystemRequestDetails(),
                            extracted,
                            ResourceIndexedSearchParams.withSets(),
                            entity,
                            resource,
                            new AnyTargetExists(),
                            false,
                            ISearchParamExtractor.ALL_PARAMS);
        } catch (DataFormatException | NullPointerException e) {
            // Some examples break the specification, and at a Timing with empty bounds HAPI breaks.
        }
        return extracted;
    }
}
