package org.aliquot.server.bulk.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;

/** {@code $changes}: in order, nothing missing, nothing twice. */
@WithServer
class ChangeFeedTest {
    private static final int RESOURCES = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestServer server;
    private final String n = UUID.randomUUID().toString().substring(0, 8);

    ChangeFeedTest(TestServer server) {
        this.server = server;
    }

    private record Page(List<JsonNode> changes, String next) {}

    private Page page(String address, String... headers) {
        return page(server.get(address, headers));
    }

    private static Page page(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/x-ndjson");
        String next = answer.header("Link").replaceFirst("^<(.*)>; rel=\"next\"$", "$1");
        return new Page(answer.body().lines().map(ChangeFeedTest::json).toList(), next);
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String said(JsonNode change) {
        return change.path("operation").asText() + " " + change.path("type").asText() + "/"
                + change.path("id").asText() + "/" + change.path("version").asText();
    }

    private void put(String id, int value) {
        Answer answer = server.put("Basic/" + id, basic(id, value));
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
    }

    private static String basic(String id, int value) {
        return "{\"resourceType\":\"Basic\",\"id\":\"" + id + "\",\"code\":{\"text\":\"" + value + "\"}}";
    }

    @Test
    void whatIsWrittenAndDeletedComesInOrderPageByPage() {
        String from = page("$changes?_cursor=now").next();
        put("a-" + n, 1);
        assertThat(server.post("/ops/ingest", basic("b-" + n, 1)).status()).isEqualTo(200);
        put("a-" + n, 2);
        server.delete("Basic/a-" + n);
        put("a-" + n, 3);

        List<String> said = new ArrayList<>();
        Page page = page(from + "&_type=Basic");
        for (JsonNode change : page.changes()) {
            said.add(said(change));
        }
        assertThat(said)
                .containsExactly(
                        "create Basic/a-" + n + "/1",
                        "create Basic/b-" + n + "/1",
                        "update Basic/a-" + n + "/2",
                        "delete Basic/a-" + n + "/3",
                        "update Basic/a-" + n + "/4");
        String rest = page("$changes?_type=Basic&_cursor="
                        + page.changes().get(1).path("cursor").asText() + "&_count=2")
                .changes()
                .stream()
                .map(ChangeFeedTest::said)
                .toList()
                .toString();
        assertThat(rest).isEqualTo("[update Basic/a-" + n + "/2, delete Basic/a-" + n + "/3]");
        assertThat(page(page.next()).changes()).isEmpty();
    }

    @Test
    void aBodyOfParametersIsReadLikeTheUrl() {
        put("o-" + n, 1);
        String from = posted(
                        "{\"name\":\"_cursor\",\"valueString\":\"now\"},{\"name\":\"_type\",\"valueCode\":\"Basic\"}")
                .next();
        assertThat(from).contains("_type=Basic");
        put("o-" + n, 2);
        await(from);
        String cursor = from.replaceFirst(".*_cursor=([^&]*).*", "$1");

        assertThat(posted("{\"name\":\"_cursor\",\"valueString\":\"" + cursor
                                + "\"},{\"name\":\"_count\",\"valueInteger\":1}")
                        .changes())
                .extracting(ChangeFeedTest::said)
                .containsExactly("update Basic/o-" + n + "/2");
    }

    private Page posted(String parameters) {
        Answer answer = server.post("$changes", "{\"resourceType\":\"Parameters\",\"parameter\":[" + parameters + "]}");
        return page(answer);
    }

    private void await(String from) {
        assertThat(page(from + "&_wait=10").changes()).isNotEmpty();
    }

    @Test
    void whatIsNotUnderstoodOrHasNoValueIsRefused() {
        for (String wrong : List.of(
                "_types=Basic",
                "_cursor=",
                "_cursor",
                "_type=",
                "_type=Basic,AuditEvent",
                "_count=",
                "_wait=",
                "_cursor=now&_since=2026-01-01",
                "_cursor:x=now")) {
            Answer answer = server.get("$changes?" + wrong);
            assertThat(answer.status()).as(wrong).isEqualTo(400);
            assertThat(answer.body()).as(wrong).contains("parameter _");
        }
        Answer posted = server.post(
                "$changes",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"cursor\",\"valueString\":\"now\"}]}");
        assertThat(posted.status()).isEqualTo(400);
        assertThat(page("$changes?_cursor=now&_format=json&_pretty=true").changes())
                .isEmpty();
    }

    @Test
    void whoeverWaitsIsToldSoonAfterTheFirstChange() throws Exception {
        String from = page("$changes?_cursor=now&_wait=20&_type=Basic").next();
        CompletableFuture<Page> waiting = CompletableFuture.supplyAsync(() -> page(from));
        Thread.sleep(500);
        assertThat(waiting).isNotDone();

        put("w-" + n, 1);

        assertThat(waiting.get(10, TimeUnit.SECONDS).changes()).hasSize(1);
    }

    @Test
    void aCopyKeptByTheFeedBesideBusyWritersIsTheServersInTheEnd() throws Exception {
        String next = page("$changes?_cursor=now&_type=Basic&_count=7").next();
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService writers = Executors.newFixedThreadPool(3);
        List<Future<?>> ends = List.of(
                writers.submit(() -> writeByRest(isOver, new Random(1))),
                writers.submit(() -> writeByRest(isOver, new Random(2))),
                writers.submit(() -> load(isOver)));
        Map<String, Set<Long>> copy = new TreeMap<>();
        try {
            for (int pages = 0; pages < 40; pages++) {
                next = follow(next, copy);
            }
        } finally {
            isOver.set(true);
            writers.shutdown();
        }
        for (Future<?> end : ends) {
            end.get();
        }
        int known;
        do {
            known = copy.size();
            next = follow(next, copy);
        } while (!page(next).changes().isEmpty() || copy.size() > known);

        // Every one that was written, whether the feed named it or not.
        for (int i = 0; i < RESOURCES; i++) {
            String id = "r" + i + "-" + n;
            long versions = server.get("Basic/" + id + "/_history?_summary=count")
                    .tree()
                    .path("total")
                    .asLong();
            assertThat(copy.getOrDefault(id, Set.of()))
                    .as(id)
                    .isEqualTo(LongStream.rangeClosed(1, versions).boxed().collect(Collectors.toSet()));
        }
        assertThat(copy).hasSizeGreaterThan(RESOURCES / 2);
    }

    /** Each version of a resource once; the greatest is what it is. */
    private String follow(String address, Map<String, Set<Long>> copy) {
        Page page = page(address);
        for (JsonNode change : page.changes()) {
            String id = change.path("id").asText();
            if (id.endsWith(n)) {
                assertThat(copy.computeIfAbsent(id, first -> new TreeSet<>())
                                .add(change.path("version").asLong()))
                        .as(change.toString())
                        .isTrue();
            }
        }
        return page.next();
    }

    private void writeByRest(AtomicBoolean isOver, Random random) {
        while (!isOver.get()) {
            String id = "r" + random.nextInt(RESOURCES) + "-" + n;
            int kind = random.nextInt(5);
            if (kind == 0) {
                server.delete("Basic/" + id);
            } else {
                server.put("Basic/" + id, basic(id, random.nextInt()));
            }
        }
    }

    private void load(AtomicBoolean isOver) {
        Random random = new Random(3);
        while (!isOver.get()) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                lines.append(basic("r" + random.nextInt(RESOURCES) + "-" + n, random.nextInt()))
                        .append('\n');
            }
            server.post("/ops/ingest", lines.toString());
        }
    }

    @Test
    void scopesOfATypeSeeThatTypeAlone() {
        String[] basics = bearer("system/Basic.rs");
        String from = page("$changes?_cursor=now", basics).next();
        put("s-" + n, 1);
        assertThat(server.put("Patient/p-" + n, "{\"resourceType\":\"Patient\",\"id\":\"p-" + n + "\"}")
                        .status())
                .isEqualTo(201);

        assertThat(page(from, basics).changes())
                .isNotEmpty()
                .allSatisfy(change -> assertThat(change.path("type").asText()).isEqualTo("Basic"));
        assertThat(server.get("$changes?_type=Patient", basics).status()).isEqualTo(403);
        assertThat(server.get(
                                "$changes",
                                bearer(
                                        "system/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory"))
                        .status())
                .isEqualTo(403);
        assertThat(server.get("$changes", bearer("patient/Observation.rs")).status())
                .isIn(401, 403);
        assertThat(server.get("$changes", "Authorization", "").status()).isEqualTo(401);
    }

    private String[] bearer(String scopes) {
        SmartApp app = SmartApp.backend(server, scopes, SmartApp.ec());
        return SmartApp.bearer(app.token(Map.of("grant_type", "client_credentials", "scope", scopes)));
    }

    @Test
    void whatIsNoPlaceInTheFeedIsSaidSo() {
        for (String wrong : List.of(
                "_cursor=yesterday",
                "_cursor=0-0-0&_cursor=0-0-0",
                "_count=0",
                "_count=10001",
                "_wait=31",
                "_type=Nothing")) {
            Answer answer = server.get("$changes?" + wrong);
            assertThat(answer.status()).as(wrong).isEqualTo(400);
            assertThat(answer.tree().at("/issue/0/diagnostics").asText())
                    .as(wrong)
                    .contains("parameter " + wrong.substring(0, wrong.indexOf('=')));
        }
    }
}
