package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.aliquot.ingest.copy.CopyOutput;
import org.aliquot.ingest.hapi.current.Chunk;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.ingest.hapi.current.VersionQueries;
import org.aliquot.server.bulk.export.order.MemberCriteria;
import org.aliquot.server.bulk.export.order.MemberCriterion;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Group;

/**
 * Who is in a Group, as the snapshot has it: patients that it names, as long as their time in it lasts, and the patients of Groups that
 * are in it; of these, or where it names nobody of all, those who meet its criteria.
 */
final class GroupMembers {
    private static final String GROUP = "Group";
    private static final String PATIENT = "Patient";

    private final FhirContext fhir;
    private final Snapshot snapshot;
    private final Snapshot.View view;
    private final LineReader reader;
    private final Finder finder;
    private final MemberSearch search;

    /** Members of Groups that were read; nobody while they are being read. */
    private final Map<String, Pids> known = new HashMap<>();

    GroupMembers(
            FhirContext fhir,
            Snapshot snapshot,
            Snapshot.View view,
            LineReader reader,
            Finder finder,
            MemberSearch search) {
        this.fhir = fhir;
        this.snapshot = snapshot;
        this.view = view;
        this.reader = reader;
        this.finder = finder;
        this.search = search;
    }

    /**
     * Patients.
     *
     * @throws ExportFailedException where the Group is not there, or a criterion cannot be searched for
     */
    Pids of(String group) throws SQLException, IOException {
        return members(group).orElseThrow(() -> new ExportFailedException("Group/" + group + " is not there any more"));
    }

    private Optional<Pids> members(String id) throws SQLException, IOException {
        if (known.containsKey(id)) {
            return Optional.of(known.get(id));
        }
        Optional<Group> group = read(id);
        if (group.isEmpty()) {
            return Optional.empty();
        }
        known.put(id, new Pids());
        Pids members = named(group.get());
        List<MemberCriterion> criteria = criteria(group.get());
        if (!criteria.isEmpty()) {
            members = search.meeting(criteria, group.get().hasMember() ? Optional.of(members) : Optional.empty());
        }
        known.put(id, members);
        return Optional.of(members);
    }

    private static List<MemberCriterion> criteria(Group group) {
        try {
            return MemberCriteria.of(group);
        } catch (UnprocessableEntityException e) {
            throw new ExportFailedException(e.getMessage());
        }
    }

    private Pids named(Group group) throws SQLException, IOException {
        Set<String> ids = new TreeSet<>();
        Pids patients = new Pids();
        for (Group.GroupMemberComponent member : group.getMember()) {
            IIdType entity = member.getEntity().getReferenceElement();
            if (!isMember(member) || entity.hasBaseUrl() || entity.getIdPart() == null) {
                continue;
            }
            if (PATIENT.equals(entity.getResourceType())) {
                ids.add(entity.getIdPart());
            } else if (GROUP.equals(entity.getResourceType())) {
                members(entity.getIdPart()).ifPresent(patients::addAll);
            }
        }
        patients.addAll(finder.patients(ids));
        return patients;
    }

    /** At the instant of the snapshot. A day, a month, a year belong to a period whole, as our own clock has them. */
    private boolean isMember(Group.GroupMemberComponent member) {
        DateTimeType start = member.getPeriod().getStartElement();
        DateTimeType end = member.getPeriod().getEndElement();
        Date now = Date.from(snapshot.instant());
        boolean isBefore = start.hasValue() && start.getValue().after(now);
        boolean isAfter =
                end.hasValue() && !end.getPrecision().add(end.getValue(), 1).after(now);
        return !member.getInactive() && !isBefore && !isAfter;
    }

    private Optional<Group> read(String id) throws SQLException, IOException {
        List<Long> pids = new ArrayList<>();
        CopyOutput.read(view.connection(), VersionQueries.byFhirId(GROUP, Set.of(id)), row -> pids.add(row.bigint(0)));
        if (pids.isEmpty()) {
            return Optional.empty();
        }
        Chunk chunk = new Chunk.Ids(new long[] {pids.get(0)});
        List<Group> found = new ArrayList<>();
        VersionQueries queries = new VersionQueries(
                new TreeSet<>(Set.of(GROUP)), Optional.empty(), Optional.empty(), snapshot.instant());
        LineReader.Lines take = new LineReader.Lines() {
            @Override
            public void line(long pid, String type, JsonLine line) {
                found.add(fhir.newJsonParser()
                        .parseResource(Group.class, new String(line.bytes(), 0, line.size(), StandardCharsets.UTF_8)));
            }

            @Override
            public void unreadable(String what) {
                throw new ExportFailedException(what);
            }
        };
        reader.read(VersionQueries.tags(chunk), queries.rows(chunk), take);
        if (found.isEmpty()) {
            // Changed a moment ago: as it was before.
            reader.read(queries.tagsBefore(chunk), queries.before(chunk), take);
        }
        return found.stream().findFirst();
    }
}
