package org.aliquot.server.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.dao.IJpaStorageResourceParser;
import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.aliquot.ingest.BulkSession;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.TransactionStep;
import org.aliquot.ingest.bulk.CopyBulkStore;
import org.aliquot.ingest.hapi.fulltext.FullTextIndexer;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.PlatformTransactionManager;

/** The full-text index beside others who write. */
@WithServer
class FullTextIndexerTest {
    private final TestServer server;
    private final String n = UUID.randomUUID().toString().substring(0, 8);

    FullTextIndexerTest(TestServer server) {
        this.server = server;
    }

    @Test
    void aVersionThatCameWhileTheOneBeforeWasReadIsNotLostToTheIndex() throws Exception {
        CopyBulkStore store = server.bean(CopyBulkStore.class);
        // While a session is open the server leaves loads to this test.
        try (BulkSession load = store.open()) {
            SourceLine line =
                    new SourceLine("test.ndjson", 1, 0, patient("Older").getBytes(UTF_8));
            load.store(List.of(store.prepare(line)), TransactionStep.NONE).join();
            FullTextIndexer indexer = indexer(changedOnceItIsRead());

            indexer.pass(true);
            indexer.pass(true);
        }
        String search = "Patient?_content=Newer" + n;
        for (int i = 0; i < 100 && found(search) == 0; i++) {
            Thread.sleep(50);
        }
        assertThat(found(search)).isEqualTo(1);
        assertThat(found("Patient?_content=Older" + n)).isZero();
    }

    private FullTextIndexer indexer(IJpaStorageResourceParser parser) {
        return new FullTextIndexer(
                SharedEntityManagerCreator.createSharedEntityManager(server.bean(EntityManagerFactory.class)),
                server.bean(PlatformTransactionManager.class),
                parser,
                server.fhir());
    }

    /** As soon as the patient is read, HAPI's DAO stores another version, and indexes it. */
    private IJpaStorageResourceParser changedOnceItIsRead() {
        IJpaStorageResourceParser parser = server.bean(IJpaStorageResourceParser.class);
        AtomicBoolean isFirst = new AtomicBoolean(true);
        return (IJpaStorageResourceParser) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {IJpaStorageResourceParser.class},
                (proxy, method, arguments) -> {
                    try {
                        Object resource = method.invoke(parser, arguments);
                        if (method.getName().equals("toResource") && isFirst.getAndSet(false)) {
                            assertThat(server.put("Patient/ft-" + n, patient("Newer"))
                                            .status())
                                    .isEqualTo(200);
                        }
                        return resource;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private int found(String search) {
        return server.get(search).tree().path("entry").size();
    }

    private String patient(String family) {
        return """
            {"resourceType":"Patient","id":"ft-%s","name":[{"family":"%s%s"}]}""".formatted(n, family, n);
    }
}
