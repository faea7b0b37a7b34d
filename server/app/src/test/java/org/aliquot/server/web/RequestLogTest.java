package org.aliquot.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@WithServer
class RequestLogTest {
    private static final String NAME = "Roe-not-for-the-log";

    private final TestServer server;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    RequestLogTest(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(log);
    }

    private List<String> lines() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .toList();
    }

    @Test
    void aRequestIsOneLineWithItsIdAndWithoutItsQuery() throws InterruptedException {
        server.get("Patient?name=" + NAME, "X-Request-ID", "request-log-test");

        // The line is written when the request is done, which is after its answer has left.
        for (int i = 0; i < 100 && lines().stream().noneMatch(line -> line.contains("request-log-test")); i++) {
            Thread.sleep(50);
        }
        assertThat(lines())
                .filteredOn(line -> line.contains("request-log-test"))
                .singleElement()
                .asString()
                .startsWith("GET /fhir/Patient 200 ");
    }

    @Test
    void anIdThatCouldForgeALogLineIsReplaced() {
        TestServer.Answer answer = server.get("metadata", "X-Request-ID", "a b c; drop");

        assertThat(answer.header("X-Request-ID")).matches("[0-9a-f]{16}");
    }

    @Test
    void nothingThatGoesWrongPutsAPatientIntoTheLog() {
        server.get("Patient?" + NAME + "=1");
        server.get("Patient?birthdate=" + NAME);
        server.get("Patient?name:frob=" + NAME);
        server.get("Observation?subject." + NAME + "=1");
        server.get("Patient?_sort=" + NAME);
        server.get("Patient?_has:Observation:" + NAME + ":code=1");
        server.post("Patient", "{\"resourceType\":\"Patient\",\"birthDate\":\"" + NAME + "\"}");
        server.post("Patient", "{\"resourceType\":\"Patient\",\"" + NAME + "\":\"x\"}");
        server.post("Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"" + NAME + "\\u0000\"}]}");
        server.post("Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"" + NAME);
        server.post("Patient/$validate", "{\"resourceType\":\"Patient\",\"gender\":\"" + NAME + "\"}");
        server.post("$graphql", "{\"query\":\"{{" + NAME + "\"}", "Content-Type", "application/json");

        assertThat(lines()).noneMatch(line -> line.contains(NAME)).anyMatch(line -> line.contains(" 400 "));
    }
}
