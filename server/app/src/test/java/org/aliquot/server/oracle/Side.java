package org.aliquot.server.oracle;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.aliquot.ingest.BulkSession;
import org.aliquot.ingest.BulkStore;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.TransactionStep;
import org.aliquot.server.oracle.corpus.Step;
import org.aliquot.server.oracle.image.ImageComparison;
import org.aliquot.server.oracle.search.SearchedServer;
import org.aliquot.server.testsupport.TestServer;

/** One of the two servers, and the way lines get into it. */
final class Side {
    /** What follows it in an answer is for the reader only: each side has its own words for why. */
    static final String UNCOMPARED = " because ";

    /** Each before those that its rows refer to. */
    private static final List<String> ROWS_OF_A_RESOURCE = List.of(
            "hfj_history_tag",
            "hfj_res_tag",
            "hfj_res_link",
            "hfj_spidx_string",
            "hfj_spidx_token",
            "hfj_spidx_date",
            "hfj_spidx_quantity",
            "hfj_res_ver",
            "hfj_resource");

    private final String name;
    private final TestServer server;
    private final BulkStore store;
    private final Map<String, String> aliases = new HashMap<>();
    private final List<Instant> marks = new ArrayList<>();

    Side(String name, TestServer server, BulkStore store) {
        this.name = name;
        this.server = server;
        this.store = store;
    }

    String name() {
        return name;
    }

    TestServer server() {
        return server;
    }

    /** The way in, for who wants to go it alone. */
    BulkSession open() {
        return store.open();
    }

    PreparedLine prepare(SourceLine line) throws LineRefusedException {
        return store.prepare(line);
    }

    /** The same server with another way in. */
    Side through(String otherName, String storeBean) {
        return new Side(otherName, server, server.bean(storeBean, BulkStore.class));
    }

    /** A moment after each step so far; every write of a step lies between its mark and the one before. */
    List<Instant> marks() {
        return List.copyOf(marks);
    }

    /** {@code Type/id} as both sides know it, where the server chose the id. */
    String alias(String reference) {
        return aliases.getOrDefault(reference, reference);
    }

    SearchedServer searched() {
        return new SearchedServer(name, server, Map.copyOf(aliases), marks());
    }

    /** Takes resources out of the tables as if they had never been; nobody may ask for their ids again. */
    void forget(String idPrefix) throws SQLException {
        try (Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : ROWS_OF_A_RESOURCE) {
                statement.execute("delete from " + table + " where "
                        + (table.equals("hfj_res_link") ? "src_resource_id" : "res_id")
                        + " in (select res_id from hfj_resource where fhir_id like '" + idPrefix + "%')");
            }
        }
    }

    ImageComparison.Side image() {
        return new ImageComparison.Side(server.bean(DataSource.class), this::alias);
    }

    /** Does it, waits until it is done, and says what became of each part. */
    List<String> run(Step step) {
        List<String> answers = step instanceof Step.Store batch ? store(List.of(batch)) : send((Step.Rest) step);
        try {
            Thread.sleep(2);
            marks.add(Instant.now());
            Thread.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return answers;
    }

    /** Does them without waiting for one batch before the next is handed over; requests over REST wait for all before. */
    List<String> runOverlapped(List<Step> steps) {
        List<String> answers = new ArrayList<>();
        List<Step.Store> batches = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Step.Store batch) {
                batches.add(batch);
            } else {
                answers.addAll(store(batches));
                batches.clear();
                answers.addAll(send((Step.Rest) step));
            }
        }
        answers.addAll(store(batches));
        return answers;
    }

    private List<String> send(Step.Rest request) {
        int status = server.send(request.method(), request.path(), request.body(), "X-Request-ID", "oracle")
                .status();
        return List.of(request.method() + " " + request.path() + ": " + status);
    }

    private List<String> store(List<Step.Store> batches) {
        List<Batch> underWay = new ArrayList<>();
        try (BulkSession session = store.open()) {
            batches.forEach(batch -> underWay.add(begin(session, batch)));
            return underWay.stream().flatMap(batch -> end(batch).stream()).toList();
        }
    }

    /** A batch that was handed over: what is said of each line already, and the lines whose outcomes are to come. */
    private record Batch(String[] said, List<PreparedLine> lines, CompletableFuture<List<Outcome>> outcomes) {}

    private Batch begin(BulkSession session, Step.Store batch) {
        String[] said = new String[batch.lines().size()];
        List<PreparedLine> prepared = new ArrayList<>();
        for (int i = 0; i < said.length; i++) {
            SourceLine line = batch.lines().get(i);
            try {
                prepared.add(store.prepare(line));
            } catch (LineRefusedException e) {
                said[i] = line + ": refused" + UNCOMPARED + e.getMessage();
            }
        }
        return new Batch(said, prepared, session.store(prepared, TransactionStep.NONE));
    }

    private List<String> end(Batch batch) {
        Iterator<PreparedLine> lines = batch.lines().iterator();
        Iterator<Outcome> outcomes = batch.outcomes().join().iterator();
        for (int i = 0; i < batch.said().length; i++) {
            if (batch.said()[i] == null) {
                PreparedLine line = lines.next();
                batch.said()[i] = line.line() + ": " + said(line, outcomes.next());
            }
        }
        return List.of(batch.said());
    }

    private String said(PreparedLine line, Outcome outcome) {
        if (outcome instanceof Outcome.Stored stored) {
            if (line.resourceId() == null) {
                String place = line.line().toString().replaceAll("[^A-Za-z0-9]+", "-");
                aliases.put(stored.reference(), line.resourceType() + "/" + place);
            }
            return "stored " + alias(stored.reference()) + " version " + stored.version();
        } else if (outcome instanceof Outcome.Unchanged unchanged) {
            return "unchanged " + unchanged.reference() + " version " + unchanged.version();
        } else if (outcome instanceof Outcome.Unresolved unresolved) {
            return (unresolved.missing().isEmpty() ? "unresolved, lacking nothing" : "unresolved")
                    + UNCOMPARED
                    + unresolved.missing();
        }
        return "refused" + UNCOMPARED + ((Outcome.Refused) outcome).reason();
    }
}
