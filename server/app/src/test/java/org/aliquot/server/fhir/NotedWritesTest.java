package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.aliquot.ingest.BulkSession;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.TransactionStep;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.ingest.hapi.HapiDaoBulkStore;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Basic;
import org.junit.jupiter.api.Test;

/** Whoever wants to know of all that is there waits for writes, and for nothing else. */
@WithServer
class NotedWritesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestServer server;
    private final WritesUnderWay writes;
    private final String id = "noted-" + UUID.randomUUID().toString().substring(0, 8);

    NotedWritesTest(TestServer server) {
        this.server = server;
        this.writes = server.bean(WritesUnderWay.class);
    }

    @Test
    void aBodyThatIsStillOnItsWayHoldsUpNobody() throws Exception {
        URI address = URI.create(server.baseUrl());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write(("POST /fhir/Basic HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/fhir+json\r\n"
                                    + "Content-Length: 1000\r\nAuthorization: Bearer " + server.operatorToken()
                                    + "\r\n\r\n{\"resourceType\":")
                            .getBytes(StandardCharsets.ISO_8859_1));
            Thread.sleep(1_000);
            String from = next(server.get("$changes?_cursor=now&_type=Basic"));
            put("1");
            Instant before = Instant.now();

            Answer answer = server.get(from);

            assertThat(answer.body()).contains(id);
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static String next(Answer answer) {
        return answer.header("Link").replaceFirst("^<(.*)>; rel=\"next\"$", "$1");
    }

    private void put(String value) {
        Answer answer = server.put("Basic/" + id, json(value));
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
    }

    private String json(String value) {
        return "{\"resourceType\":\"Basic\",\"id\":\"" + id + "\",\"code\":{\"text\":\"" + value + "\"}}";
    }

    @Test
    void aRequestThatWritesIsUnderWayUntilItHasWritten() throws Exception {
        isUnderWay(() -> put("2"));
    }

    @Test
    void aBundleThatReadsBeforeItWritesIsUnderWayUntilItHasWritten() throws Exception {
        isUnderWay(() -> {
            Answer answer = server.post("", """
                    {"resourceType":"Bundle","type":"batch","entry":[
                      {"request":{"method":"GET","url":"Basic/%s"}},
                      {"resource":%s,"request":{"method":"PUT","url":"Basic/%s"}}]}""".formatted(id, json("2"), id));
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        });
    }

    @Test
    void aReportThatOnlyHapiCanStoreIsUnderWayUntilItIsStored() throws Exception {
        isUnderWay(() -> {
            Basic basic = new Basic();
            basic.setId(id);
            basic.getCode().setText("2");
            server.bean(ResourceIngest.class).ingest(List.of(basic));
        });
    }

    @Test
    void aLineThatHapiStoresIsUnderWayUntilItIsStored() throws Exception {
        HapiDaoBulkStore store = server.bean(HapiDaoBulkStore.class);
        isUnderWay(() -> {
            try (BulkSession session = store.open()) {
                session.store(
                                List.of(store.prepare(
                                        new SourceLine("test", 1, 0, json("2").getBytes(StandardCharsets.UTF_8)))),
                                TransactionStep.NONE)
                        .join();
            } catch (LineRefusedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** While somebody else holds the row, it is; once it has been written, it is not. */
    private void isUnderWay(Runnable write) throws Exception {
        put("1");
        assertThat(writes.oldest()).isEmpty();
        CompletableFuture<Void> writing;
        try (Connection holder = server.bean(DataSource.class).getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select 1 from hfj_resource where fhir_id = '" + id + "' for update");
            writing = CompletableFuture.runAsync(write);
            Thread.sleep(1_500);

            assertThat(writes.oldest()).isPresent();
            holder.rollback();
        }
        writing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(writes.oldest()).isEmpty();
        assertThat(server.get("Basic/" + id).body()).contains("\"text\":\"2\"");
    }
}
