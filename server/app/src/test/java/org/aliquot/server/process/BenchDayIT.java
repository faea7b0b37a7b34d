package org.aliquot.server.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A day at the bench with the commands a technician has, against the real process. */
class BenchDayIT {
    private static final String XN_MESSAGE = String.join(
            "\r",
            "H|\\^&|||XN-20^00-24^10001^^^^AB123456||||||||E1394-97",
            "P|1|||MRN-77",
            "O|1||^^%s^B|^^^^WBC|||||||N||||||||||||||F",
            "R|1|^^^^WBC^1|8.10|10*3/uL||N||F||||20240627135407",
            "L|1|N",
            "");

    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.ofThisBuild("bench-day").withTokens().start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void anOrderLoadedByHandGetsItsResult() throws Exception {
        Path orders = write(
                "orders.csv",
                "accession,patient_id,family,given,birth_date,sex,test_code\n"
                        + "BD-1,MRN-77,Invented,Person,1987-06-26,male,58410-2\n");

        assertThat(Cli.run("orders", "load", "--server", server.base(), "--token", server.token(), orders.toString())
                        .exitCode())
                .isZero();
        Cli.Result again =
                Cli.run("orders", "load", "--server", server.base(), "--token", server.token(), orders.toString());
        assertThat(again.out()).contains("3 resources: 0 new, 3 there already");

        Cli.Result sent = sendXn("BD-1");
        assertThat(sent.exitCode()).as(sent.out() + sent.err()).isZero();
        assertThat(sent.out()).contains("1 sent, 1 acknowledged");
        server.untilDelivered();

        JsonNode found = server.get("/fhir/Observation?patient.identifier=MRN-77&code=http://loinc.org%7C6690-2");
        assertThat(found.path("total").asInt()).isEqualTo(1);
        assertThat(found.at("/entry/0/resource/valueQuantity/value")
                        .decimalValue()
                        .toPlainString())
                .isEqualTo("8.10");
    }

    @Test
    void whatCannotBeReadIsListedShownAndClosed() throws Exception {
        Path file = write("no-order.astm", "H|\\^&|||XN-20\rR|1|^^^^WBC^1|8.10|10*3/uL||N||F\rL|1|N\r");

        Cli.run("send", "-i", "sysmex-xn", "--to", "127.0.0.1:" + server.xnPort(), file.toString());
        server.untilDelivered();

        Cli.Result list = Cli.run(
                "quarantine",
                "list",
                "--server",
                server.base(),
                "--token",
                server.token(),
                "--reason",
                "unreadable-record");
        assertThat(list.out()).contains("xn-1").contains("unreadable-record");
        String id = list.out().substring(0, 26);
        assertThat(Cli.run("quarantine", "show", "--server", server.base(), "--token", server.token(), id)
                        .out())
                .contains("R|1|^^^^WBC^1|8.10");
        assertThat(Cli.run("quarantine", "replay", "--server", server.base(), "--token", server.token(), id)
                        .exitCode())
                .as("the message is as unreadable as before")
                .isEqualTo(3);
        assertThat(Cli.run(
                                "quarantine",
                                "resolve",
                                "--server",
                                server.base(),
                                "--token",
                                server.token(),
                                "--reason",
                                "test message",
                                id)
                        .exitCode())
                .isZero();
        assertThat(Cli.run(
                                "quarantine",
                                "list",
                                "--server",
                                server.base(),
                                "--token",
                                server.token(),
                                "--reason",
                                "unreadable-record")
                        .out())
                .doesNotContain(id);
    }

    @Test
    void aFrameWithAWrongChecksumIsRefusedKeptAndNotStored() throws Exception {
        byte[] frame = "\5\0021H|\\^&|||XN-20\r\00300\r\n\4".getBytes(ISO_8859_1);

        List<Byte> answers = answers(server.xnPort(), frame, 2);

        assertThat(answers).containsExactly((byte) 0x06, (byte) 0x15);
        untilListed("frame-rejected");
    }

    @Test
    void garbageBeforeTheFirstByteIsKeptAndDoesNotHarmTheMessage() throws Exception {
        byte[] block =
                ("GET / HTTP/1.1\r\n\013MSH|^~\\&|BC-5380|Mindray|||20240924181946||ORU^R01|G1|P|2.3.1||||||UNICODE\r"
                                + "PID|1||MRN-9^^^^MR\rOBR|1||BD-G|00001^Automated Count^99MRC|||20240920124118\r"
                                + "OBX|1|NM|6690-2^WBC^LN||4.60|10*3/uL|4.00-10.00|N|||F\r\034\r")
                        .getBytes(US_ASCII);

        String answer = text(server.bcPort(), block);

        assertThat(answer).contains("MSA|AA|G1");
        untilListed("unexpected-bytes");
        assertThat(server.get("/fhir/Observation?code=http://loinc.org%7C6690-2&_count=500")
                        .toString())
                .contains("BD-G");
    }

    @Test
    void aMessageOfAnotherKindIsAnsweredWithAReject() throws Exception {
        byte[] block =
                "\013MSH|^~\\&|X|Y|||20240924181946||ADT^A01|A1|P|2.3.1\rPID|1||MRN-9\r\034\r".getBytes(US_ASCII);

        assertThat(text(server.bcPort(), block)).contains("MSA|AR|A1");
        untilListed("unsupported-message");
    }

    @Test
    void commandWithoutATokenIsToldHowToHaveOne() {
        Cli.Result refused = Cli.run("quarantine", "list", "--server", server.base(), "--token", "made-up");
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).contains("401", "aliquot token");
    }

    @Test
    void tokenIsMadeWithTheKeyOfTheDataDirectory() {
        String data = server.directory().resolve("data").toString();
        Cli.Result token = Cli.run("token", "--data-dir", data, "--scope", "aliquot/operations", "--expires", "5m");
        assertThat(token.exitCode()).isZero();
        assertThat(Cli.run(
                                "quarantine",
                                "list",
                                "--server",
                                server.base(),
                                "--token",
                                token.out().strip())
                        .exitCode())
                .isZero();
        assertThat(Cli.run("token", "--data-dir", data, "--scope", "patient/x").exitCode())
                .isEqualTo(2);
        assertThat(Cli.run("token", "--data-dir", data, "--expires", "2d").exitCode())
                .isEqualTo(2);
        assertThat(Cli.run("token", "--data-dir", data + "/none").exitCode()).isEqualTo(1);
    }

    @Test
    void clientsAndUsersAreRegisteredWhileTheServerRuns() throws IOException {
        String data = server.directory().resolve("data").toString();
        Cli.Result added = Cli.run(
                "clients",
                "add",
                "growth",
                "--kind",
                "confidential-symmetric",
                "--redirect",
                "https://app.example.org/cb",
                "--scope",
                "openid launch/patient patient/*.rs",
                "--data-dir",
                data);
        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(added.out()).contains("registered growth", "client_secret ");
        assertThat(Cli.run(
                                "clients",
                                "add",
                                "growth",
                                "--kind",
                                "public",
                                "--redirect",
                                "https://x.example/",
                                "--scope",
                                "openid",
                                "--data-dir",
                                data)
                        .exitCode())
                .isEqualTo(3);
        for (String redirect :
                new String[] {"http://app.example.org/cb", "https://a.example/*", "javascript:alert(1)", "cb"}) {
            assertThat(Cli.run(
                                    "clients",
                                    "add",
                                    "bad",
                                    "--kind",
                                    "public",
                                    "--redirect",
                                    redirect,
                                    "--scope",
                                    "openid",
                                    "--data-dir",
                                    data)
                            .exitCode())
                    .as(redirect)
                    .isEqualTo(2);
        }
        assertThat(Cli.run("clients", "list", "--data-dir", data).out()).contains("growth", "patient/*.rs");
        assertThat(Cli.run("clients", "revoke", "growth", "--data-dir", data).exitCode())
                .isZero();
        assertThat(Cli.run("users", "add", "ada", "--fhir-user", "Practitioner/7", "--data-dir", data)
                        .out())
                .startsWith("one-time password ");
        assertThat(Cli.run("users", "list", "--data-dir", data).out()).contains("ada", "admin", "Practitioner/7");
        assertThat(Cli.run("users", "totp", "ada", "--data-dir", data).out()).startsWith("otpauth://totp/Aliquot:ada?");
        assertThat(Cli.run("users", "list", "--data-dir", data).out()).contains("password and code");
        assertThat(Cli.run("users", "totp", "ada", "--off", "--data-dir", data).exitCode())
                .isZero();
        assertThat(Cli.run("users", "totp", "nobody", "--data-dir", data).exitCode())
                .isEqualTo(3);
        assertThat(Cli.run("users", "add", "eve", "--external", "--role", "verifier", "--data-dir", data)
                        .out())
                .isEqualTo("added eve, who logs in elsewhere\n");
        assertThat(Cli.run("users", "list", "--data-dir", data).out()).containsPattern("eve +verifier +elsewhere");
        assertThat(Files.readString(server.log())).contains("first account: admin, one-time password");
    }

    @Test
    void theServerNamesItsConnectionsAndCountsThem() throws Exception {
        sendXn("BD-C");
        assertThat(server.get("/ops/connections").path("connections"))
                .extracting(connection -> connection.path("device").asText())
                .containsExactly("xn-1", "bc-1");
    }

    @Test
    void aWrongAddressSaysWhatToDo() {
        Cli.Result result = Cli.run("quarantine", "list", "--server", "http://127.0.0.1:1");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("aliquot serve").contains("--server");
    }

    @Test
    void noPatientIsNamedInTheLog() throws Exception {
        sendXn("BD-L");
        server.untilDelivered();

        assertThat(Files.readString(server.log())).doesNotContain("MRN-77").doesNotContain("Invented");
    }

    private static Cli.Result sendXn(String accession) throws IOException {
        Path file = write(accession + ".astm", XN_MESSAGE.formatted(accession));
        return Cli.run("send", "-i", "sysmex-xn", "--to", "127.0.0.1:" + server.xnPort(), file.toString());
    }

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(server.directory().resolve(name), text, US_ASCII);
    }

    private static void untilListed(String reason) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            if (!server.get("/ops/quarantine?reason=" + reason).path("entries").isEmpty()) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no quarantine entry with reason " + reason + " after 10 s: "
                + server.get("/ops/quarantine?state=all"));
    }

    private static List<Byte> answers(int port, byte[] bytes, int expected) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes);
            List<Byte> answers = new ArrayList<>();
            while (answers.size() < expected) {
                int answer = socket.getInputStream().read();
                if (answer < 0) {
                    break;
                }
                answers.add((byte) answer);
            }
            return answers;
        }
    }

    private static String text(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes);
            StringBuilder answer = new StringBuilder();
            int next;
            while ((next = socket.getInputStream().read()) >= 0 && next != 0x1c) {
                answer.append((char) next);
            }
            return answer.toString();
        }
    }
}
