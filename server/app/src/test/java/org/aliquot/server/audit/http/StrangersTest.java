package org.aliquot.server.audit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.server.audit.journal.Journal;
import org.aliquot.server.audit.journal.Place;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Who has no token cannot fill the audit, and is told all the same. */
class StrangersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Journal journal;
    private Strangers strangers;
    private AuditFilter filter;
    private Instant now = Instant.parse("2026-03-04T05:06:07Z");

    @BeforeEach
    void start() throws IOException {
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        journal = new Journal(folder, 10_000_000, 100_000_000, false);
        strangers = new Strangers(journal, clock);
        filter = new AuditFilter(journal, strangers, new Requests(""), clock);
    }

    @AfterEach
    void stop() throws IOException {
        journal.close();
    }

    private int ask(String address, String path) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        request.setRemoteAddr(address);
        MockHttpServletResponse response = new MockHttpServletResponse();
        filter.doFilter(request, response, (in, out) -> ((HttpServletResponse) out).setStatus(401));
        return response.getStatus();
    }

    private List<JsonNode> entries() throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        Place place = Place.BEGIN;
        for (Journal.Piece piece = journal.read(place, 100_000_000);
                !piece.next().equals(place);
                piece = journal.read(place, 100_000_000)) {
            for (byte[] line : piece.lines()) {
                entries.add(JSON.readTree(line));
            }
            place = piece.next();
        }
        return entries;
    }

    private static String query(JsonNode event) throws IOException {
        return new String(event.at("/entity/0/query").binaryValue(), StandardCharsets.UTF_8);
    }

    private static String words(JsonNode event) {
        return event.path("outcomeDesc").asText();
    }

    @Test
    void upToSoManyAreToldOneByOneAndTheRestTogether() throws Exception {
        for (int i = 0; i < Strangers.MOST_OF_ONE + 500; i++) {
            assertThat(ask("192.0.2.1", "/fhir/Patient/" + i)).isEqualTo(401);
        }
        ask("192.0.2.2", "/fhir/Patient");
        assertThat(entries()).hasSize(Strangers.MOST_OF_ONE + 1);
        assertThat(words(entries().get(Strangers.MOST_OF_ONE - 1))).contains("told together");
        strangers.tellCounted();
        assertThat(entries()).as("not before a minute is over").hasSize(Strangers.MOST_OF_ONE + 1);
        now = now.plus(Duration.ofSeconds(61));
        strangers.tellCounted();
        assertThat(entries()).hasSize(Strangers.MOST_OF_ONE + 2);
        JsonNode together = entries().get(Strangers.MOST_OF_ONE + 1);
        assertThat(words(together)).startsWith("500 more").contains("05:06:07");
        assertThat(together.at("/agent/0/network/address").asText()).isEqualTo("192.0.2.1");
        assertThat(query(together)).startsWith("GET /fhir/Patient/100\nGET /fhir/Patient/101\n");
        ask("192.0.2.1", "/fhir/Patient");
        assertThat(entries()).as("one by one again").hasSize(Strangers.MOST_OF_ONE + 3);
    }

    @Test
    void aCountIsNeverLong() throws Exception {
        for (int i = 0; i < Strangers.MOST_OF_ONE + Strangers.MOST_COUNTED; i++) {
            ask("192.0.2.1", "/fhir/Patient");
        }
        assertThat(words(entries().get(Strangers.MOST_OF_ONE))).startsWith(Strangers.MOST_COUNTED + " more");
    }

    @Test
    void howeverManyAddressesThereAre() throws Exception {
        int addresses = 2_500;
        for (int i = 0; i < addresses; i++) {
            ask("2001:db8::" + Integer.toHexString(i), "/fhir/Patient");
        }
        assertThat(entries()).hasSize(Strangers.MOST_OF_ALL + 1);
        strangers.close();
        assertThat(entries()).hasSizeLessThan(Strangers.MOST_OF_ALL + 1_010);
        long all = 0;
        for (JsonNode entry : entries()) {
            all += words(entry).contains(" more ") ? Long.parseLong(words(entry).split(" ")[0]) : 1;
        }
        assertThat(all).isEqualTo(addresses);
    }

    @Test
    void theLineIsCut() throws Exception {
        ask("192.0.2.1", "/fhir/Patient/" + "x".repeat(8_000));
        assertThat(query(entries().get(0)))
                .startsWith("GET /fhir/Patient/xxx")
                .contains("8018 characters")
                .hasSizeLessThan(500);
    }

    @Test
    void whatCannotBeWrittenIsStillCounted() throws Exception {
        for (int i = 0; i < Strangers.MOST_OF_ONE + 5; i++) {
            ask("192.0.2.1", "/fhir/Patient");
        }
        now = now.plus(Duration.ofSeconds(61));
        // As a disk that is full: the next time it goes on with another file.
        journal.close();
        assertThatThrownBy(strangers::tellCounted).isInstanceOf(IOException.class);
        strangers.tellCounted();
        assertThat(words(entries().get(Strangers.MOST_OF_ONE))).startsWith("5 more");
    }
}
