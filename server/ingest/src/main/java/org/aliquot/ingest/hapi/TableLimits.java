package org.aliquot.ingest.hapi;

import ca.uhn.fhir.jpa.model.entity.ResourceIndexedComboStringUnique;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamUri;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.LinkRow;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.Tag;
import org.jspecify.annotations.Nullable;

/**
 * What HAPI's tables cannot hold: where HAPI cuts a value its rows are cut where they are written, everything else here
 * would fail in the database, and with it the rows of every other resource in the batch.
 */
final class TableLimits {
    // TagDefinition's columns.
    private static final int TAG_CHARACTERS = 200;
    private static final int TAG_VERSION_CHARACTERS = 30;
    // BaseResourceIndexedSearchParamQuantity.
    private static final int UNIT_CHARACTERS = 200;
    // ResourceLink.TARGET_RESOURCE_URL.
    private static final int TARGET_URL_CHARACTERS = 200;

    private TableLimits() {}

    static void check(ResourceRows rows) throws LineRefusedException {
        for (Tag tag : rows.tags()) {
            check(tag);
        }
        for (IndexRow row : rows.index()) {
            check(row);
        }
        for (LinkRow link : rows.links()) {
            check(link);
        }
    }

    private static void check(Tag tag) throws LineRefusedException {
        fits("meta." + nameOf(tag), tag.system(), TAG_CHARACTERS);
        fits("meta." + nameOf(tag), tag.code(), TAG_CHARACTERS);
        fits("meta." + nameOf(tag), tag.display(), TAG_CHARACTERS);
        fits("meta." + nameOf(tag), tag.version(), TAG_VERSION_CHARACTERS);
    }

    private static String nameOf(Tag tag) {
        return switch (tag.kind()) {
            case TAG -> "tag";
            case PROFILE -> "profile";
            case SECURITY_LABEL -> "security";
        };
    }

    private static void check(IndexRow row) throws LineRefusedException {
        if (row instanceof IndexRow.Uri uri) {
            fits("search parameter " + row.param(), uri.uri(), ResourceIndexedSearchParamUri.MAX_LENGTH);
        } else if (row instanceof IndexRow.Quantity quantity) {
            fits("search parameter " + row.param(), quantity.system(), UNIT_CHARACTERS);
            fits("search parameter " + row.param(), quantity.units(), UNIT_CHARACTERS);
        } else if (row instanceof IndexRow.UniqueCombo combo) {
            fits("unique index " + row.param(), combo.query(), ResourceIndexedComboStringUnique.MAX_STRING_LENGTH);
        } else if (row instanceof IndexRow.Combo combo) {
            fits("index " + row.param(), combo.query(), ResourceIndexedComboStringUnique.MAX_STRING_LENGTH);
        }
    }

    private static void check(LinkRow link) throws LineRefusedException {
        if (link.target() instanceof LinkRow.Absolute absolute) {
            fits("reference " + link.path(), absolute.url(), TARGET_URL_CHARACTERS);
        } else if (link.target() instanceof LinkRow.Logical logical) {
            fits("reference " + link.path(), logical.url(), TARGET_URL_CHARACTERS);
        }
    }

    private static void fits(String what, @Nullable String value, int most) throws LineRefusedException {
        if (value != null && value.codePointCount(0, value.length()) > most) {
            throw new LineRefusedException(what + " has " + value.length() + " characters, the table holds " + most);
        }
    }
}
