package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.aliquot.ingest.copy.CopyOutput;
import org.aliquot.ingest.hapi.current.Chunk;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.ingest.hapi.current.VersionQueries;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Group;

/** Who is in a Group, as the snapshot has it: patients, and the patients of Groups that are in it. */
final class GroupMembers {
    private static final String GROUP = "Group";

    private final FhirContext fhir;
    private final Snapshot snapshot;
    private final Snapshot.View view;
    private final LineReader reader;

    GroupMembers(FhirContext fhir, Snapshot snapshot, Snapshot.View view, LineReader reader) {
        this.fhir = fhir;
        this.snapshot = snapshot;
        this.view = view;
        this.reader = reader;
    }

    /**
     * Ids of patients.
     *
     * @throws ExportFailedException where the Group is not there
     */
    Set<String> of(String group) throws SQLException, IOException {
        Set<String> patients = new TreeSet<>();
        Set<String> seen = new HashSet<>(Set.of(group));
        Deque<String> groups = new ArrayDeque<>(seen);
        while (!groups.isEmpty()) {
            String id = groups.remove();
            Optional<Group> found = read(id);
            if (found.isEmpty()) {
                if (id.equals(group)) {
                    throw new ExportFailedException("Group/" + group + " is not there any more");
                }
                continue;
            }
            for (Group.GroupMemberComponent member : found.get().getMember()) {
                IIdType entity = member.getEntity().getReferenceElement();
                if (member.getInactive() || entity.hasBaseUrl() || entity.getIdPart() == null) {
                    continue;
                }
                if ("Patient".equals(entity.getResourceType())) {
                    patients.add(entity.getIdPart());
                } else if (GROUP.equals(entity.getResourceType()) && seen.add(entity.getIdPart())) {
                    groups.add(entity.getIdPart());
                }
            }
        }
        return patients;
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
