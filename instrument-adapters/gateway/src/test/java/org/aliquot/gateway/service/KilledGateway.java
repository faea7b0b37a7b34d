package org.aliquot.gateway.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aliquot.gateway.Receipt;
import org.aliquot.gateway.ReportSink;
import org.aliquot.gateway.connection.ConnectionSettings;
import org.aliquot.gateway.connection.GatewaySettings;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.Transcript;

/** A gateway in a process of its own, to be killed: arguments directory, sink file, port; stops when its input ends. */
final class KilledGateway {
    private KilledGateway() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        GatewaySettings settings = new GatewaySettings(
                List.of(ConnectionSettings.listening("xn-1", "sysmex-xn", "127.0.0.1:" + arguments[2], "UTC")));
        try (FileSink sink = new FileSink(Path.of(arguments[1]));
                Gateway gateway = Gateway.start(settings, directory, sink, Clock.systemUTC())) {
            while (System.in.read() >= 0) {
                System.out.println(gateway.status().pending());
            }
        }
    }

    /** Keeps a line for each message, fsynced; knows after a kill what it had taken before. */
    static final class FileSink implements ReportSink, AutoCloseable {
        private final FileChannel file;
        private final Set<String> known = new HashSet<>();

        FileSink(Path path) throws IOException {
            if (Files.exists(path)) {
                String all = Files.readString(path);
                String whole = all.substring(0, all.lastIndexOf('\n') + 1);
                // A line cut by the kill was never acknowledged to the gateway.
                Files.writeString(path, whole);
                whole.lines().forEach(known::add);
            }
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        @Override
        public synchronized Receipt accept(Transcript raw, LabReport report, Delivery delivery) {
            String line = report.id() + " "
                    + report.specimens().get(0).specimen().accession().orElseThrow();
            if (!known.add(line)) {
                return new Receipt.Duplicate();
            }
            try {
                file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
                file.force(false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Receipt.Stored(1, List.of());
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
