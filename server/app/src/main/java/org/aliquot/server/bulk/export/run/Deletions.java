package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.aliquot.ingest.copy.CopyOutput;
import org.aliquot.ingest.hapi.current.Chunk;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.ingest.hapi.current.VersionQueries;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.auth.access.PatientCompartment;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.Level;
import org.hl7.fhir.instance.model.api.IBaseResource;

/**
 * What was deleted since, as Bundles of DELETE requests (FHIR Bulk Data Access IG 2.0, Response - Complete Status, {@code deleted}).
 *
 * <p>A deleted resource has no references any more: whose it was, and whether the bearer could have read it, its last contents
 * tell.
 */
final class Deletions {
    private static final int ENTRIES = 500;
    private static final int AT_ONCE = 500;

    private final ExportOrder order;
    private final FhirContext fhir;
    private final ExportRules rules;
    private final PatientCompartment compartment;
    private final Optional<Set<String>> patients;

    /** @param patients ids of those whose data are exported, where not everybody's */
    Deletions(ExportOrder order, FhirContext fhir, ExportRules rules, Optional<Set<String>> patients) {
        this.order = order;
        this.fhir = fhir;
        this.rules = rules;
        this.compartment = new PatientCompartment(fhir);
        this.patients = patients;
    }

    void write(VersionQueries queries, Snapshot.View view, LineReader reader, OutputFiles into)
            throws SQLException, IOException {
        Map<Long, String> references = new TreeMap<>();
        CopyOutput.read(view.connection(), queries.deleted(), row -> {
            // The audit tells of itself.
            if (!"AuditEvent".equals(row.text(1))) {
                references.put(row.bigint(0), row.text(1) + "/" + row.text(2));
            }
        });
        if (!isEverybodys()) {
            keepOwn(references, reader);
        }
        List<String> some = new ArrayList<>();
        for (String reference : references.values()) {
            some.add(reference);
            if (some.size() == ENTRIES) {
                into.append("Bundle", bundle(some));
                some.clear();
            }
        }
        if (!some.isEmpty()) {
            into.append("Bundle", bundle(some));
        }
    }

    private boolean isEverybodys() {
        return order.level() == Level.SYSTEM && order.limits().values().stream().allMatch(List::isEmpty);
    }

    private void keepOwn(Map<Long, String> references, LineReader reader) throws SQLException, IOException {
        Pids deleted = new Pids();
        references.keySet().forEach(deleted::add);
        Pids own = new Pids();
        for (Iterator<Chunk> chunks = deleted.chunks(AT_ONCE); chunks.hasNext(); ) {
            Chunk chunk = chunks.next();
            reader.read(
                    VersionQueries.labelsOfDeleted(chunk),
                    VersionQueries.contentsOfDeleted(chunk),
                    new LineReader.Lines() {
                        @Override
                        public void line(long pid, String type, JsonLine line) {
                            IBaseResource resource = fhir.newJsonParser()
                                    .parseResource(new String(line.bytes(), 0, line.size(), StandardCharsets.UTF_8));
                            if (isOwn(resource)) {
                                own.add(pid);
                            }
                        }

                        @Override
                        public void unreadable(String what) {
                            // Whose it was cannot be told: nobody is told.
                        }
                    });
        }
        references.keySet().removeIf(pid -> !own.contains(pid));
    }

    private boolean isOwn(IBaseResource resource) {
        if (!rules.isWithin(order.limits(), resource)) {
            return false;
        }
        if (order.level() == Level.SYSTEM) {
            return true;
        }
        Set<String> owners = compartment.ownersOf(resource);
        return patients.map(ids -> owners.stream().anyMatch(ids::contains)).orElse(!owners.isEmpty());
    }

    private static JsonLine bundle(List<String> references) {
        StringBuilder json = new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
        String separator = "";
        for (String reference : references) {
            json.append(separator)
                    .append("{\"request\":{\"method\":\"DELETE\",\"url\":\"")
                    .append(reference)
                    .append("\"}}");
            separator = ",";
        }
        JsonLine line = new JsonLine();
        line.writeBytes(json.append("]}").toString().getBytes(StandardCharsets.UTF_8));
        return line;
    }
}
