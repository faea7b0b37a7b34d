package org.aliquot.ingest.hapi;

import static org.apache.commons.lang3.StringUtils.isBlank;

import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.model.entity.ResourceHistoryTable;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import ca.uhn.fhir.util.MetaUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.aliquot.ingest.rows.Tag;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Meta;
import org.jspecify.annotations.Nullable;

/** What HAPI keeps of {@code meta} in tables: {@code BaseHapiFhirDao.extractRiTags} and {@code createHistoryEntry}. */
final class MetaRows {
    private MetaRows() {}

    static Collection<Tag> tagsOf(Meta meta, StorageSettings settings) {
        if (settings.getTagStorageMode() == StorageSettings.TagStorageModeEnum.INLINE) {
            return List.of();
        }
        List<Tag> tags = new ArrayList<>();
        for (Coding coding : meta.getTag()) {
            tags.add(of(Tag.Kind.TAG, coding));
        }
        for (Coding coding : meta.getSecurity()) {
            tags.add(of(Tag.Kind.SECURITY_LABEL, coding));
        }
        for (CanonicalType profile : meta.getProfile()) {
            tags.add(new Tag(Tag.Kind.PROFILE, Tag.PROFILE_SYSTEM, profile.getValue(), null, null, null));
        }
        tags.removeIf(tag -> isBlank(tag.system()) && isBlank(tag.code()) && isBlank(tag.display()));
        return eachOnce(tags);
    }

    // CacheTagDefinitionDao's key leaves the display out: the first one given stays.
    private static Collection<Tag> eachOnce(List<Tag> tags) {
        List<Tag> once = new ArrayList<>();
        for (Tag tag : tags) {
            if (once.stream().noneMatch(tag::isSameAs)) {
                once.add(tag);
            }
        }
        return once;
    }

    private static Tag of(Tag.Kind kind, Coding coding) {
        return new Tag(
                kind,
                coding.getSystem(),
                coding.getCode(),
                coding.getDisplay(),
                coding.getVersion(),
                coding.getUserSelectedElement().getValue());
    }

    /** {@code meta.source} without the request's id that HAPI appends on reading. */
    static @Nullable String sourceOf(Meta meta, JpaStorageSettings settings) {
        String source = MetaUtil.extractSourceUriOrEmpty(meta.getSource());
        if (isBlank(source) || !settings.getStoreMetaSourceInformation().isStoreSourceUri()) {
            return null;
        }
        return StringUtils.left(source, ResourceHistoryTable.SOURCE_URI_LENGTH);
    }
}
