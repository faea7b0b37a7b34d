package org.aliquot.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code aliquot quarantine}: what a running server set aside for a person. */
@Command(
        name = "quarantine",
        description = "Lists, shows, replays and closes what a running server set aside.",
        mixinStandardHelpOptions = true,
        subcommands = {
            QuarantineCommand.ListEntries.class,
            QuarantineCommand.Show.class,
            QuarantineCommand.Replay.class,
            QuarantineCommand.Resolve.class
        })
public final class QuarantineCommand extends CommandGroup {
    @Command(name = "list", description = "Lists entries, newest first.", mixinStandardHelpOptions = true)
    static final class ListEntries implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ServerOption server;

        @Option(names = "--state", defaultValue = "open", description = "open (default), resolved or all.")
        private String state;

        @Option(names = "--severity", description = "error: not stored; warning: stored, but something wants mending.")
        private String severity;

        @Option(names = "--reason", description = "Reason code, for example unmapped-code.")
        private String reason;

        @Option(names = "--device", description = "Only this device.")
        private String device;

        @Option(names = "--limit", defaultValue = "100", description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int limit;

        @Option(names = "--json", description = "Print the server's JSON.")
        private boolean json;

        @Override
        public Integer call() throws CommandFailedException {
            JsonNode answer = server.client()
                    .get("/ops/quarantine?state=" + encode(state) + "&limit=" + limit + parameter("severity", severity)
                            + parameter("reason", reason) + parameter("device", device));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(answer.toPrettyString());
                return ExitCodes.DONE;
            }
            for (JsonNode entry : answer.path("entries")) {
                out.println(QuarantineText.line(entry));
            }
            out.println(answer.path("openErrors").asInt() + " messages are not stored, "
                    + answer.path("openWarnings").asInt() + " stored ones want mending");
            return ExitCodes.DONE;
        }
    }

    @Command(name = "show", description = "Shows one entry with its raw bytes.", mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ServerOption server;

        @Parameters(paramLabel = "ID", description = "The entry's id, from 'quarantine list'.")
        private String id;

        @Override
        public Integer call() throws CommandFailedException {
            ServerClient client = server.client();
            JsonNode entry = client.get("/ops/quarantine/" + encode(id));
            byte[] raw = client.getBytes(
                    "/ops/transcripts/" + encode(entry.path("transcript").asText()) + "/raw");
            PrintWriter out = spec.commandLine().getOut();
            QuarantineText.fields(entry).forEach(out::println);
            int from = Math.min(entry.path("from").asInt(), raw.length);
            int to = Math.max(from, Math.min(entry.path("to").asInt(), raw.length));
            out.println();
            out.println(QuarantineText.visible(Arrays.copyOfRange(raw, from, to)));
            return ExitCodes.DONE;
        }
    }

    @Command(
            name = "replay",
            description = "Reads the kept bytes again with today's adapters and tables.",
            mixinStandardHelpOptions = true)
    static final class Replay implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ServerOption server;

        @ArgGroup(multiplicity = "1")
        private Which which;

        @Override
        public Integer call() throws CommandFailedException {
            ServerClient client = server.client();
            int unsolved = 0;
            List<String> ids = which.ids == null ? open(client) : which.ids;
            for (String id : ids) {
                JsonNode result = client.post("/ops/quarantine/" + encode(id) + "/replay", "application/json", "{}");
                boolean solved = !"still-open".equals(result.path("status").asText());
                unsolved += solved ? 0 : 1;
                spec.commandLine()
                        .getOut()
                        .println(id + "  " + result.path("status").asText() + "  "
                                + result.path("message").asText());
                result.path("findings")
                        .forEach(finding -> spec.commandLine().getOut().println("    " + finding.asText()));
            }
            spec.commandLine().getOut().println(ids.size() + " replayed, " + unsolved + " still open");
            return unsolved == 0 ? ExitCodes.DONE : ExitCodes.REFUSED;
        }

        private List<String> open(ServerClient client) throws CommandFailedException {
            // Oldest first: replay keeps the order in which the instrument spoke.
            List<String> ids = new java.util.ArrayList<>();
            client.get("/ops/quarantine?limit=1000" + parameter("reason", which.reason))
                    .path("entries")
                    .forEach(entry -> ids.add(0, entry.path("id").asText()));
            return ids;
        }

        /** One of the two. */
        private static final class Which {
            @Parameters(paramLabel = "ID", arity = "1..*", description = "Entries to replay.")
            private List<String> ids;

            @Option(names = "--reason", description = "All open entries with this reason code, oldest first.")
            private String reason;
        }
    }

    @Command(
            name = "resolve",
            description = "Closes an entry that needs no replay; the reason is kept.",
            mixinStandardHelpOptions = true)
    static final class Resolve implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ServerOption server;

        @Parameters(paramLabel = "ID", description = "The entry's id, from 'quarantine list'.")
        private String id;

        @Option(names = "--reason", required = true, description = "Why it may be closed.")
        private String reason;

        @Override
        public Integer call() throws CommandFailedException {
            String body = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                    .objectNode()
                    .put("reason", reason)
                    .toString();
            JsonNode entry =
                    server.client().post("/ops/quarantine/" + encode(id) + "/resolve", "application/json", body);
            spec.commandLine().getOut().println(QuarantineText.line(entry));
            return ExitCodes.DONE;
        }
    }

    private static String parameter(String name, String value) {
        return value == null ? "" : "&" + name + "=" + encode(value);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
