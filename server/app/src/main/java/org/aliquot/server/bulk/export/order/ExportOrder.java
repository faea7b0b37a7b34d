package org.aliquot.server.bulk.export.order;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aliquot.server.auth.access.ExportLimit;

/**
 * What an export holds. Kept with its job, so that one that a server's end cut short begins anew.
 *
 * @param group id of the Group, where the level is that
 * @param patients ids of patients, where some are named; of a Group, those members alone
 * @param types types that were asked for; empty: all that the level has
 * @param since what was changed at or after this instant
 * @param until what was changed at or before this instant
 * @param filters searches, {@code Type?parameters}; of a type that has some, what one of them finds
 * @param elements {@code Type.element} or {@code element}; where some are named, no others but what must be there
 * @param withProvenances Provenances of what is exported, too; no others, unless their type is among those that were asked for
 * @param latestProvenancesOnly of each resource that which was recorded last
 * @param limits by type, what the bearer's scopes allow
 * @param searchable by type, what may be looked at to find out what belongs to patients and Groups; empty: everything
 * @param format of the resources; deletions and errors are NDJSON always
 * @param views whose rows it holds instead of resources
 */
public record ExportOrder(
        Level level,
        Optional<String> group,
        SortedSet<String> patients,
        SortedSet<String> types,
        Optional<Instant> since,
        Optional<Instant> until,
        List<String> filters,
        List<String> elements,
        boolean withProvenances,
        boolean latestProvenancesOnly,
        SortedMap<String, List<ExportLimit>> limits,
        Optional<SortedMap<String, List<ExportLimit>>> searchable,
        OutputFormat format,
        Optional<ViewsOrder> views) {
    /** Of no type. */
    public static final ExportOrder NOTHING = new ExportOrder(
            Level.SYSTEM,
            Optional.empty(),
            new TreeSet<>(),
            new TreeSet<>(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            false,
            false,
            new TreeMap<>(),
            Optional.empty(),
            OutputFormat.NDJSON,
            Optional.empty());

    public ExportOrder {
        patients = new TreeSet<>(patients);
        types = new TreeSet<>(types);
        filters = List.copyOf(filters);
        elements = List.copyOf(elements);
        limits = new TreeMap<>(limits);
        // Orders of before there was a choice are kept without one.
        format = Objects.requireNonNullElse(format, OutputFormat.NDJSON);
        views = Objects.requireNonNullElse(views, Optional.empty());
    }

    /**
     * The same, cut to what a bearer may have.
     *
     * @param permitted types; empty: all
     * @param allowed what of them, and of Provenances beside them
     * @param askable what may be looked at to find out what belongs to patients and Groups; empty: everything
     */
    public ExportOrder within(
            SortedSet<String> permitted,
            SortedMap<String, List<ExportLimit>> allowed,
            Optional<SortedMap<String, List<ExportLimit>>> askable) {
        return new ExportOrder(
                level,
                group,
                patients,
                permitted,
                since,
                until,
                filters,
                elements,
                withProvenances,
                latestProvenancesOnly,
                allowed,
                askable,
                format,
                views);
    }

    /** The same for rows of views. */
    public ExportOrder of(ViewsOrder some) {
        return new ExportOrder(
                level,
                group,
                patients,
                types,
                since,
                until,
                filters,
                elements,
                withProvenances,
                latestProvenancesOnly,
                limits,
                searchable,
                format,
                Optional.of(some));
    }

    /** Whether all there is of a type is in it, as far as types alone say. */
    public boolean hasWholeTypesOnly() {
        return level == Level.SYSTEM
                && filters.isEmpty()
                && !withProvenances
                && limits.values().stream().allMatch(List::isEmpty);
    }
}
