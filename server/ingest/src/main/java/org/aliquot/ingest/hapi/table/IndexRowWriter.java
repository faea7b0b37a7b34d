package org.aliquot.ingest.hapi.table;

import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamToken;
import java.util.EnumMap;
import java.util.Map;
import org.aliquot.ingest.copy.CopyBuffer;
import org.aliquot.ingest.hapi.IndexHashes;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.LinkRow;
import org.aliquot.ingest.rows.ResourceKey;
import org.jspecify.annotations.Nullable;

/** Turns index rows into rows of HAPI's index tables. Holds the columns' order; {@link IndexTable} names them. */
final class IndexRowWriter {
    private static final int TOKEN_LENGTH = ResourceIndexedSearchParamToken.MAX_LENGTH;
    private static final int CAPACITY = 64 * 1024;

    private final Map<IndexTable, CopyBuffer> buffers = new EnumMap<>(IndexTable.class);
    private final StorageFacts facts;
    private final IndexHashes hashes;
    private final ResourceTypes types;

    IndexRowWriter(StorageFacts facts, IndexHashes hashes, ResourceTypes types) {
        this.facts = facts;
        this.hashes = hashes;
        this.types = types;
        for (IndexTable table : IndexTable.values()) {
            buffers.put(table, new CopyBuffer(CAPACITY));
        }
    }

    CopyBuffer buffer(IndexTable table) {
        return buffers.get(table);
    }

    void clear() {
        buffers.values().forEach(CopyBuffer::clear);
    }

    /** The rows of a resource's current version. */
    void write(PlannedResource resource, BatchPlan plan) {
        Candidate candidate = resource.last().candidate();
        String type = resource.key().type();
        for (IndexRow row : candidate.rows().index()) {
            write(row, type, resource.pid(), plan);
        }
        for (LinkRow link : candidate.rows().links()) {
            write(link, type, resource.pid(), plan);
        }
    }

    private void write(IndexRow row, String type, long pid, BatchPlan plan) {
        IndexTable table = IndexTable.of(row);
        CopyBuffer out = buffers.get(table);
        long id = plan.ids(table.sequence()).next();
        IndexHashes.OfParam hash = hashes.of(type, row.param());
        if (row instanceof IndexRow.Token token) {
            boolean partial = hash.hasPartialTokens();
            begin(out, table, id, pid, type, row, hash)
                    .bigint(partial ? (Long) hash.tokenSystem(token.system()) : null)
                    .bigint(hash.tokenSystemAndValue(token.system(), token.value()))
                    .bigint(partial ? (Long) hash.tokenValue(token.value()) : null)
                    .text(cut(token.system()))
                    .text(cut(token.value()));
        } else if (row instanceof IndexRow.Text text) {
            begin(out, table, id, pid, type, row, hash)
                    .bigint(hash.stringExact(text.exact()))
                    .bigint(hash.stringPrefix(text.normalized()))
                    .text(text.exact())
                    .text(text.normalized());
        } else if (row instanceof IndexRow.Quantity quantity) {
            begin(out, table, id, pid, type, row, hash)
                    .bigint(hash.quantityUnits(quantity.units()))
                    .bigint(hash.quantitySystemAndUnits(quantity.system(), quantity.units()))
                    .text(quantity.system())
                    .text(quantity.units())
                    .float8(quantity.value().doubleValue());
        } else if (row instanceof IndexRow.CanonicalQuantity quantity) {
            begin(out, table, id, pid, type, row, hash)
                    .bigint(hash.quantityUnits(quantity.units()))
                    .bigint(hash.quantitySystemAndUnits(quantity.system(), quantity.units()))
                    .text(quantity.system())
                    .text(quantity.units())
                    .float8(quantity.value());
        } else if (row instanceof IndexRow.DateRange date) {
            begin(out, table, id, pid, type, row, hash)
                    .timestamp(JdbcClock.shown(date.low()))
                    .integer(date.lowOrdinal())
                    .timestamp(JdbcClock.shown(date.high()))
                    .integer(date.highOrdinal());
        } else if (row instanceof IndexRow.Number number) {
            begin(out, table, id, pid, type, row, hash).numeric(number.value());
        } else if (row instanceof IndexRow.Uri uri) {
            begin(out, table, id, pid, type, row, hash)
                    .bigint(hash.uri(uri.uri()))
                    .text(uri.uri());
        } else if (row instanceof IndexRow.Coordinates position) {
            begin(out, table, id, pid, type, row, hash)
                    .float8(position.latitude())
                    .float8(position.longitude());
        } else if (row instanceof IndexRow.UniqueCombo combo) {
            out.row(table.width())
                    .bigint(id)
                    .bigint(pid)
                    .bigint(IndexHashes.combo(combo.query()))
                    .bigint(IndexHashes.secondCombo(combo.query()))
                    .text(combo.query());
        } else if (row instanceof IndexRow.Combo combo) {
            out.row(table.width())
                    .bigint(id)
                    .bigint(pid)
                    .bigint(IndexHashes.combo(combo.query()))
                    .text(combo.query());
        } else if (row instanceof IndexRow.ReferencePresence presence) {
            out.row(table.width())
                    .bigint(id)
                    .bigint(pid)
                    .bigint(hash.presence(presence.present()))
                    .bool(presence.present());
        } else {
            CopyBuffer absent = begin(out, table, id, pid, type, row, hash);
            for (int column = IndexTable.COMMON_WIDTH; column < table.width(); column++) {
                absent.nothing();
            }
        }
    }

    // ResourceIndexedSearchParamToken.truncateFieldsForDB. A cut through a surrogate pair is no text: HAPI's DAO
    // refuses the
    // resource for it, and so does the buffer.
    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= TOKEN_LENGTH ? text : text.substring(0, TOKEN_LENGTH);
    }

    private CopyBuffer begin(
            CopyBuffer out, IndexTable table, long id, long pid, String type, IndexRow row, IndexHashes.OfParam hash) {
        return out.row(table.width())
                .bigint(id)
                .bigint(pid)
                .bool(row instanceof IndexRow.Absent)
                .text(facts.namesInIndexRows() ? row.param() : null)
                .text(facts.namesInIndexRows() ? type : null)
                .bigint(hash.identity());
    }

    private void write(LinkRow link, String type, long pid, BatchPlan plan) {
        CopyBuffer out = buffers.get(IndexTable.LINK)
                .row(IndexTable.LINK.width())
                .bigint(plan.ids(Sequence.LINK).next())
                .bigint(pid)
                .text(link.path())
                .text(type)
                .smallint(types.id(type));
        if (link.target() instanceof LinkRow.Local local) {
            out.bigint(plan.target(new ResourceKey(local.type(), local.id())))
                    .text(local.type())
                    .smallint(types.id(local.type()))
                    .nothing()
                    .bigint(local.version());
        } else if (link.target() instanceof LinkRow.Absolute absolute) {
            out.nothing()
                    .text(absolute.type())
                    .smallint(types.id(absolute.type()))
                    .text(absolute.url())
                    .nothing();
        } else if (link.target() instanceof LinkRow.Logical logical) {
            out.nothing()
                    .text(ResourceTypes.UNKNOWN)
                    .smallint(types.id(ResourceTypes.UNKNOWN))
                    .text(logical.url())
                    .nothing();
        }
        out.timestamp(plan.moment().millis());
    }
}
