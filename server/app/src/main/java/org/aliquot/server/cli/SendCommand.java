package org.aliquot.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.aliquot.gateway.simulator.InstrumentSimulator;
import org.aliquot.gateway.simulator.SendResult;
import org.aliquot.gateway.simulator.SendSettings;
import org.aliquot.gateway.simulator.SendSettings.Framing;
import org.aliquot.gateway.tls.TlsRefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code aliquot send}: plays the analyzer's side of the conversation for real, link layer included. */
@Command(
        name = "send",
        description = {
            "Sends a file to a gateway as its instrument would, and waits for each acknowledgement.",
            "An acknowledged message is on the receiver's disk."
        },
        mixinStandardHelpOptions = true)
public final class SendCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private InstrumentOption instrument;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "HOST:PORT",
            converter = AddressConverter.class,
            description = "Where the gateway listens for this instrument.")
    private InetSocketAddress to;

    @Option(
            names = "--framing",
            defaultValue = "record",
            converter = FramingConverter.class,
            description = {
                "record (default): a frame for each ASTM record;",
                "message: a frame for each ASTM message;",
                "as-is: the file's bytes just as they are, faults included."
            })
    private Framing framing;

    @Option(
            names = "--timeout",
            defaultValue = "15",
            paramLabel = "SECONDS",
            description = "Wait for each answer (default: 15).")
    private int seconds;

    @Mixin
    private TlsOption tls;

    @Parameters(paramLabel = "FILE", description = "Messages as captured: framed or bare, one or many.")
    private Path file;

    @Override
    public Integer call() throws CommandFailedException {
        String key = instrument.family().key();
        SendSettings settings =
                SendSettings.standard().with(framing).answeringWithin(Duration.ofSeconds(Math.max(1, seconds)));
        SendResult result;
        try {
            result = new InstrumentSimulator(settings, Clock.systemUTC(), tls.settings(), tls.bundles())
                    .send(key, to.getHostString(), to.getPort(), bytes());
        } catch (TlsRefusedException e) {
            throw new CommandFailedException(
                    ExitCodes.FAILED, "no TLS with " + to.getHostString() + ": " + e.getMessage());
        } catch (IOException e) {
            throw new CommandFailedException(
                    ExitCodes.FAILED,
                    "no gateway answers at " + to.getHostString() + ":" + to.getPort() + " (" + e.getMessage()
                            + "): is the server running, and is there a connection with this address in its settings?");
        }
        report(result);
        if (result.unanswered() > 0) {
            return ExitCodes.FAILED;
        }
        return result.allAcknowledged() ? ExitCodes.DONE : ExitCodes.REFUSED;
    }

    private void report(SendResult result) {
        result.notes().forEach(note -> spec.commandLine().getErr().println(note));
        PrintWriter out = spec.commandLine().getOut();
        for (SendResult.Sent sent : result.messages()) {
            out.println("message " + sent.number() + ": "
                    + sent.outcome().name().toLowerCase(Locale.ROOT) + " (" + sent.answer() + ")"
                    + (sent.text().isEmpty() ? "" : " " + sent.text()));
        }
        out.println(result.sent() + " sent, " + result.acknowledged() + " acknowledged, " + result.refused()
                + " refused, " + result.unanswered() + " unanswered");
    }

    private byte[] bytes() throws CommandFailedException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandFailedException(ExitCodes.FAILED, file + " cannot be read: " + e);
        }
    }

    /** {@code as-is} is {@link Framing#AS_IS}. */
    static final class FramingConverter implements ITypeConverter<Framing> {
        @Override
        public Framing convert(String text) {
            try {
                return Framing.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "': expected record, message or as-is");
            }
        }
    }

    /** {@code host:port} or {@code [ipv6]:port}. */
    static final class AddressConverter implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String text) {
            int colon = text.lastIndexOf(':');
            if (colon > 0) {
                try {
                    int port = Integer.parseInt(text.substring(colon + 1));
                    return InetSocketAddress.createUnresolved(
                            text.substring(0, colon).replaceAll("^\\[|]$", ""), port);
                } catch (IllegalArgumentException e) {
                    throw new TypeConversionException("'" + text + "': the port is a number from 1 to 65535");
                }
            }
            throw new TypeConversionException("'" + text + "': expected HOST:PORT, such as 127.0.0.1:5001");
        }
    }
}
