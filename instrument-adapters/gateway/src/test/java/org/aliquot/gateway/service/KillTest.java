package org.aliquot.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.aliquot.gateway.spool.Spool;
import org.aliquot.gateway.spool.TranscriptFilter;
import org.aliquot.gateway.spool.TranscriptSummary;
import org.aliquot.protocol.astm.link.Control;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 in the middle of the work. */
class KillTest {
    private static final int MESSAGES = 200;

    @TempDir
    Path directory;

    private Process gateway;
    private int port;

    @Test
    @Timeout(120)
    void everyAcknowledgedMessageSurvivesAKillAndIsDeliveredExactlyOnce() throws Exception {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        Path sinkFile = directory.resolve("sink.txt");
        start(sinkFile);
        List<String> acknowledged = new ArrayList<>();
        int kills = 0;
        RawAnalyzer line = connect();
        try {
            for (int i = 0; i < MESSAGES; i++) {
                String specimen = "S-" + i;
                // Three kills: after a frame of a message, after its last frame, and from aside at any moment.
                boolean killMidway = i == 50 || i == 100;
                if (killMidway) {
                    tellSome(line, XnMessages.message(specimen, 5), i == 50 ? 4 : 9);
                    kill();
                    kills++;
                } else if (i == 150) {
                    Process victim = gateway;
                    Thread killer = new Thread(victim::destroyForcibly);
                    killer.start();
                    kills++;
                }
                // As a real sender: what was not acknowledged to its end is sent whole again.
                while (!tell(line, XnMessages.message(specimen, 5))) {
                    line.close();
                    gateway.waitFor(10, TimeUnit.SECONDS);
                    start(sinkFile);
                    line = connect();
                }
                acknowledged.add(specimen);
            }
        } finally {
            line.close();
        }
        awaitNothingPending();
        stop();

        assertThat(kills).isEqualTo(3);
        assertThat(acknowledged).hasSize(MESSAGES);
        List<String> delivered = Files.readAllLines(sinkFile).stream()
                .map(text -> text.substring(text.indexOf(' ') + 1))
                .toList();
        assertThat(delivered)
                .as("each once, in the order sent")
                .containsExactlyElementsOf(
                        IntStream.range(0, MESSAGES).mapToObj(i -> "S-" + i).toList());
        try (Spool spool = Spool.open(directory.resolve("gateway"), Clock.systemUTC())) {
            StringBuilder all = new StringBuilder();
            for (TranscriptSummary kept : spool.transcripts(TranscriptFilter.newest(1000))) {
                all.append(new String(spool.transcript(kept.id()).orElseThrow().bytes(), StandardCharsets.ISO_8859_1));
            }
            assertThat(acknowledged).allMatch(specimen -> all.indexOf("^" + specimen + "^") >= 0);
        }
    }

    private void start(Path sinkFile) throws IOException {
        gateway = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledGateway.class.getName(),
                        directory.resolve("gateway").toString(),
                        sinkFile.toString(),
                        Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void kill() throws InterruptedException {
        gateway.destroyForcibly();
        assertThat(gateway.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private void stop() throws IOException, InterruptedException {
        gateway.getOutputStream().close();
        if (!gateway.waitFor(20, TimeUnit.SECONDS)) {
            gateway.destroyForcibly();
            throw new AssertionError("the gateway did not stop within 20 s");
        }
    }

    private RawAnalyzer connect() throws InterruptedException {
        long until = System.nanoTime() + 30_000_000_000L;
        while (System.nanoTime() < until) {
            try {
                return new RawAnalyzer("127.0.0.1:" + port);
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
        throw new AssertionError("no gateway on port " + port + " for 30 s");
    }

    /** True when the last frame was acknowledged: from then on the message is the receiver's. */
    private static boolean tell(RawAnalyzer line, String message) {
        try {
            line.send(Control.ENQ);
            if (line.read() != Control.ACK) {
                return false;
            }
            for (byte[] frame : XnMessages.frames(message)) {
                line.send(frame);
                if (line.read() != Control.ACK) {
                    return false;
                }
            }
            line.send(Control.EOT);
            return true;
        } catch (IOException lost) {
            return false;
        }
    }

    private static void tellSome(RawAnalyzer line, String message, int frames) throws IOException {
        line.send(Control.ENQ);
        line.expectAck();
        List<byte[]> all = XnMessages.frames(message);
        for (byte[] frame : all.subList(0, Math.min(frames, all.size()))) {
            line.send(frame);
            line.expectAck();
        }
    }

    private void awaitNothingPending() throws Exception {
        BufferedReader answers =
                new BufferedReader(new InputStreamReader(gateway.getInputStream(), StandardCharsets.US_ASCII));
        long until = System.nanoTime() + 30_000_000_000L;
        String pending = "?";
        while (!"0".equals(pending) && System.nanoTime() < until) {
            gateway.getOutputStream().write('?');
            gateway.getOutputStream().flush();
            pending = answers.readLine();
            Thread.sleep(100);
        }
        assertThat(pending).isEqualTo("0");
    }
}
