package org.aliquot.server.audit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.aliquot.server.audit.event.AuditEventJson;
import org.aliquot.server.audit.event.Deed;
import org.aliquot.server.audit.event.Kind;
import org.aliquot.server.audit.event.Outcome;
import org.aliquot.server.audit.event.Party;
import org.aliquot.server.audit.journal.Place;
import org.aliquot.server.testsupport.BareDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainTest {
    private static final Instant TIME = Instant.parse("2026-03-04T05:06:07.080Z");
    private static BareDatabase postgres;

    private DataSource database;

    @BeforeAll
    static void start() {
        postgres = BareDatabase.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void tables() throws SQLException {
        database = postgres.dataSource();
        execute("drop schema public cascade; create schema public");
        AuditSchema.bringUpToDate(database);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<byte[]> lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> AuditEventJson.of(
                        Deed.of(Kind.READ)
                                .interaction("read")
                                .about("Observation/" + i)
                                .ofPatient("Patient/" + i % 3),
                        new Party(
                                "app",
                                Optional.of("ada"),
                                Optional.of("Practitioner/7"),
                                Optional.of("127.0.0.1"),
                                "http://localhost/fhir",
                                Optional.of("r" + i),
                                Optional.empty()),
                        Outcome.SUCCESS,
                        TIME.plusSeconds(i)))
                .toList();
    }

    private AuditTable table() {
        return new AuditTable(database, Clock.systemUTC());
    }

    private Optional<String> fault() throws SQLException {
        return new AuditCheck(database).follow(Optional.empty()).fault();
    }

    @Test
    void whatWasAddedFollowsOneAnother() throws SQLException {
        AuditTable table = table();
        table.take("j", lines(0, 10), new Place(1, 100));
        table.add(lines(10, 12));
        AuditCheck.Result result = new AuditCheck(database).follow(Optional.empty());
        assertThat(result.fault()).isEmpty();
        assertThat(result.entries()).isEqualTo(12);
        assertThat(table.placeOf("j")).isEqualTo(new Place(1, 100));
        assertThat(table.placeOf("other")).isEqualTo(Place.BEGIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update aliquot_audit set event = replace(event, 'Observation/5', 'Observation/6') where seq = 6",
                "update aliquot_audit set patient = 'Patient/9' where seq = 6",
                "update aliquot_audit set username = null where seq = 6",
                "update aliquot_audit set recorded = recorded - interval '1 day' where seq = 6",
                "delete from aliquot_audit where seq = 6",
                "delete from aliquot_audit where seq = 10",
                "delete from aliquot_audit where seq = 1",
                "delete from aliquot_audit",
                "insert into aliquot_audit select 11, recorded, type, subtype, action, outcome, client, username, fhir_user,"
                        + " address, patient, resource, event, hash from aliquot_audit where seq = 10"
            })
    void whoeverGetsPastTheDatabasesRefusalIsFoundOut(String tampering) throws SQLException {
        table().add(lines(0, 10));
        assertThat(fault()).isEmpty();
        assertThatThrownBy(() -> {
                    execute(tampering);
                    if (tampering.startsWith("insert")) {
                        throw new SQLException("inserts are not refused");
                    }
                })
                .isInstanceOf(SQLException.class);
        execute("alter table aliquot_audit disable trigger all; " + (tampering.startsWith("insert") ? "" : tampering));
        assertThat(fault()).as(tampering).isPresent();
    }

    private static byte[] about(String reference) {
        return AuditEventJson.of(
                Deed.of(Kind.READ).interaction("read").about(reference).ofPatient(reference),
                new Party(
                        reference,
                        Optional.of(reference),
                        Optional.of(reference),
                        Optional.of(reference),
                        "http://localhost/fhir",
                        Optional.of(reference),
                        Optional.empty()),
                Outcome.SUCCESS,
                TIME);
    }

    private List<String> events() throws SQLException {
        return new AuditEntries(database, Duration.ofSeconds(10))
                .find(new AuditQuestion(), true, 100).stream()
                        .map(AuditEntries.Entry::event)
                        .toList();
    }

    /** Random ones, which an index does not compress to less than it takes. */
    @Test
    void valuesThatNoColumnTakesAreCutOrMadePlainAndFound() throws SQLException {
        String endless = new Random(7)
                .ints(6_000, 'a', 'z')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        List<String> values = List.of("Patient/" + endless, "Patient/a\0b", "Patient/a\ud800b", "Patient/\ud83d\ude00");
        for (String value : values) {
            table().take("j", List.of(about(value)), new Place(1, 1));
            for (AuditQuestion.Field field :
                    List.of(AuditQuestion.Field.PATIENT, AuditQuestion.Field.RESOURCE, AuditQuestion.Field.CLIENT)) {
                assertThat(new AuditEntries(database, Duration.ofSeconds(10))
                                .count(new AuditQuestion().anyOf(field, List.of(value))))
                        .as(field + " " + value)
                        .isEqualTo(1);
            }
        }
        assertThat(events()).hasSize(4).first().asString().contains(endless);
        assertThat(fault()).isEmpty();
    }

    /** A row of before columns were cut: the whole value stands in it. */
    @Test
    void aLongValueThatStandsInItsColumnWholeIsNoFault() throws SQLException {
        String reference = "Patient/" + "x".repeat(700);
        table().add(List.of(about(reference)));
        execute("alter table aliquot_audit disable trigger all;" + " update aliquot_audit set patient = '" + reference
                + "'");
        assertThat(fault()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{}", "7", "null", "{\"recorded\":\"+999999999-01-01T00:00:00Z\"}", "\0\0\0", "{}\0"})
    void aLineThatIsNoEntryIsInAnEntryOfItsOwn(String line) throws SQLException {
        List<byte[]> lines = List.of(about("Patient/1"), line.getBytes(StandardCharsets.UTF_8), about("Patient/2"));
        table().take("j", lines, new Place(1, 1));
        assertThat(events()).hasSize(3);
        assertThat(events().get(1))
                .startsWith("{\"resourceType\":\"AuditEvent\"")
                .contains("\"unreadable\"")
                .contains("\"query\":\"" + Base64.getEncoder().encodeToString(lines.get(1)) + "\"");
        assertThat(fault()).isEmpty();
    }

    /** Whatever the reason is: a constraint stands for it. */
    @Test
    void whatTheDatabaseRefusesComesAsAnEntryThatSaysSoAndHoldsUpNoOther() throws SQLException {
        execute("alter table aliquot_audit add check (patient <> 'Patient/1')");
        table().take("j", lines(0, 6), new Place(3, 4));
        assertThat(events()).hasSize(6);
        assertThat(events().stream().filter(event -> event.contains("\"unreadable\"")))
                .hasSize(2);
        assertThat(events().get(1))
                .contains("SQLSTATE 23514")
                .contains(Base64.getEncoder().encodeToString(lines(1, 2).get(0)));
        assertThat(table().placeOf("j")).isEqualTo(new Place(3, 4));
        assertThat(fault()).isEmpty();
    }

    /** Of which the line is not the reason: it is kept for later. */
    @Test
    void whatTheDatabaseRefusesForAnotherReasonIsNotTaken() throws SQLException {
        execute("drop table aliquot_audit_journal");
        assertThatThrownBy(() -> table().take("j", lines(0, 3), new Place(3, 4)))
                .isInstanceOf(SQLException.class);
        assertThat(events()).isEmpty();
    }

    @Test
    void truncatingIsRefusedToo() throws SQLException {
        table().add(lines(0, 2));
        assertThatThrownBy(() -> execute("truncate aliquot_audit")).hasMessageContaining("only added to");
    }

    @Test
    void aChainWrittenAnewDoesNotHaveAHeadThatWasNoted() throws SQLException {
        AuditTable table = table();
        table.add(lines(0, 10));
        AuditCheck.Head noted =
                new AuditCheck(database).follow(Optional.empty()).head();
        table.add(lines(10, 20));
        assertThat(new AuditCheck(database).follow(Optional.of(noted)).fault()).isEmpty();

        execute("drop schema public cascade; create schema public");
        AuditSchema.bringUpToDate(database);
        table.add(lines(5, 25));
        assertThat(fault()).isEmpty();
        assertThat(new AuditCheck(database).follow(Optional.of(noted)).fault()).isPresent();
    }

    @Test
    void oldEntriesGoOutAndTheChainBeginsAfterThem() throws SQLException, IOException {
        AuditTable table = table();
        table.add(lines(0, 10));
        StringWriter out = new StringWriter();
        AuditTrim trim = new AuditTrim(database);
        assertThat(trim.write(Instant.EPOCH, TIME.plusSeconds(4), out)).isEqualTo(4);
        assertThat(out.toString().lines()).hasSize(4).first().asString().contains("\"id\":\"1\"");
        assertThat(trim.removeBefore(TIME.plusSeconds(4))).isEqualTo(4);
        AuditCheck.Result result = new AuditCheck(database).follow(Optional.empty());
        assertThat(result.fault()).isEmpty();
        assertThat(result.entries()).isEqualTo(6);

        assertThat(trim.removeBefore(TIME.plusSeconds(100))).isEqualTo(6);
        table.add(lines(0, 1));
        assertThat(fault()).isEmpty();
        assertThatThrownBy(() -> execute("delete from aliquot_audit"))
                .as("taking away once does not open the table")
                .hasMessageContaining("only added to");
    }

    @Test
    void aLineThatADiskGaveBackBrokenDoesNotHoldUpTheOthers() throws SQLException {
        table().add(List.of("{\"resourceType\":\"Audi\0".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        table().add(lines(0, 1));
        assertThat(new AuditEntries(database, Duration.ofSeconds(30)).count(new AuditQuestion()))
                .isEqualTo(2);
        assertThat(fault()).isEmpty();
    }

    @Test
    void severalWritersMakeOneChain() throws Exception {
        List<Thread> writers = IntStream.range(0, 4)
                .mapToObj(writer -> new Thread(() -> {
                    for (int i = 0; i < 20; i++) {
                        try {
                            table().add(lines(i, i + 3));
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }))
                .toList();
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }
        AuditCheck.Result result = new AuditCheck(database).follow(Optional.empty());
        assertThat(result.fault()).isEmpty();
        assertThat(result.entries()).isEqualTo(240);
    }
}
