package org.aliquot.server.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
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

    ImageComparison.Side image() {
        return new ImageComparison.Side(server.bean(DataSource.class), this::alias);
    }

    /** Does it, and says what became of each part. */
    List<String> run(Step step) {
        List<String> answers = step instanceof Step.Store batch ? store(batch) : send((Step.Rest) step);
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

    private List<String> send(Step.Rest request) {
        int status = server.send(request.method(), request.path(), request.body(), "X-Request-ID", "oracle")
                .status();
        return List.of(request.method() + " " + request.path() + ": " + status);
    }

    private List<String> store(Step.Store batch) {
        String[] answers = new String[batch.lines().size()];
        List<PreparedLine> prepared = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < answers.length; i++) {
            SourceLine line = batch.lines().get(i);
            try {
                prepared.add(store.prepare(line));
                places.add(i);
            } catch (LineRefusedException e) {
                answers[i] = line + ": refused";
            }
        }
        List<Outcome> outcomes = store.store(prepared, TransactionStep.NONE).join();
        for (int i = 0; i < outcomes.size(); i++) {
            PreparedLine line = prepared.get(i);
            answers[places.get(i)] = line.line() + ": " + said(line, outcomes.get(i));
        }
        return List.of(answers);
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
            return "unresolved, lacking "
                    + unresolved.missing().stream().sorted().toList();
        }
        return "refused";
    }
}
