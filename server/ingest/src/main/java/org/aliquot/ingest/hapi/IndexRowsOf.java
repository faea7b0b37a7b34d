package org.aliquot.ingest.hapi;

import ca.uhn.fhir.jpa.model.entity.BaseResourceIndexedSearchParam;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamDate;
import ca.uhn.fhir.jpa.model.entity.ResourceLink;
import ca.uhn.fhir.jpa.model.util.ResourceLinkUtils;
import ca.uhn.fhir.jpa.searchparam.extractor.ResourceIndexedSearchParams;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.IndexRow.Kind;
import org.aliquot.ingest.rows.LinkRow;
import org.jspecify.annotations.Nullable;

/** What HAPI extracted, as rows that name no entity. */
final class IndexRowsOf {
    private final List<IndexRow> rows = new ArrayList<>();

    private IndexRowsOf() {}

    static Collection<IndexRow> index(ResourceIndexedSearchParams extracted) {
        return new IndexRowsOf().of(extracted).rows;
    }

    static Set<LinkRow> links(ResourceIndexedSearchParams extracted) {
        Set<LinkRow> links = new LinkedHashSet<>();
        for (ResourceLink link : extracted.myLinks) {
            links.add(new LinkRow(link.getSourcePath(), targetOf(link)));
        }
        return links;
    }

    // Composite parameters go to the full-text index only; no table has them.
    private IndexRowsOf of(ResourceIndexedSearchParams extracted) {
        add(
                extracted.myTokenParams,
                Kind.TOKEN,
                token -> new IndexRow.Token(token.getParamName(), token.getSystem(), token.getValue()));
        add(
                extracted.myStringParams,
                Kind.STRING,
                text -> new IndexRow.Text(text.getParamName(), text.getValueNormalized(), text.getValueExact()));
        add(extracted.myDateParams, Kind.DATE, IndexRowsOf::range);
        add(
                extracted.myNumberParams,
                Kind.NUMBER,
                number -> new IndexRow.Number(number.getParamName(), number.getValue()));
        add(
                extracted.myQuantityParams,
                Kind.QUANTITY,
                quantity -> new IndexRow.Quantity(
                        quantity.getParamName(),
                        BigDecimal.valueOf(quantity.myValue),
                        quantity.getSystem(),
                        quantity.getUnits()));
        add(
                extracted.myQuantityNormalizedParams,
                Kind.QUANTITY,
                quantity -> new IndexRow.CanonicalQuantity(
                        quantity.getParamName(), quantity.getValue(), quantity.getSystem(), quantity.getUnits()));
        add(extracted.myUriParams, Kind.URI, uri -> new IndexRow.Uri(uri.getParamName(), uri.getUri()));
        add(
                extracted.myCoordsParams,
                Kind.COORDINATES,
                position -> new IndexRow.Coordinates(
                        position.getParamName(), position.getLatitude(), position.getLongitude()));
        extracted.mySearchParamPresentEntities.forEach(
                presence -> rows.add(new IndexRow.ReferencePresence(presence.getParamName(), presence.isPresent())));
        extracted.myComboStringUniques.forEach(combo -> rows.add(new IndexRow.UniqueCombo(
                combo.getSearchParameterId().toUnqualifiedVersionless().getValue(), combo.getIndexString())));
        extracted.myComboTokenNonUnique.forEach(combo -> rows.add(new IndexRow.Combo(
                combo.getSearchParameterId().toUnqualifiedVersionless().getValue(), combo.getIndexString())));
        return this;
    }

    private <T extends BaseResourceIndexedSearchParam> void add(
            Collection<T> entities, Kind kind, Function<T, IndexRow> row) {
        for (T entity : entities) {
            rows.add(entity.isMissing() ? new IndexRow.Absent(entity.getParamName(), kind) : row.apply(entity));
        }
    }

    private static IndexRow range(ResourceIndexedSearchParamDate date) {
        return new IndexRow.DateRange(
                date.getParamName(),
                millis(date.getValueLow()),
                date.getValueLowDateOrdinal(),
                millis(date.getValueHigh()),
                date.getValueHighDateOrdinal());
    }

    private static @Nullable Long millis(@Nullable Date date) {
        return date == null ? null : date.getTime();
    }

    private static LinkRow.Target targetOf(ResourceLink link) {
        if (link.getTargetResourceUrl() == null) {
            return new LinkRow.Local(
                    link.getTargetResourceType(), link.getTargetResourceId(), link.getTargetResourceVersion());
        }
        return ResourceLinkUtils.isTargetCanonicalUrl(link)
                ? new LinkRow.Logical(link.getTargetResourceUrl())
                : new LinkRow.Absolute(link.getTargetResourceType(), link.getTargetResourceUrl());
    }
}
