package org.aliquot.server.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.aliquot.server.view.format.RowFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code aliquot views}: results as tables, by SQL on FHIR ViewDefinitions. */
@Command(
        name = "views",
        description = "Lists, shows, runs, exports, adds and removes views: what a running server holds, as tables.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ViewsCommand.ListAll.class,
            ViewsCommand.Show.class,
            ViewsCommand.Run.class,
            ViewsCommand.Export.class,
            ViewsCommand.Put.class,
            ViewsCommand.Remove.class
        })
public final class ViewsCommand extends CommandGroup {
    private static final String PATH = "/fhir/ViewDefinition";

    @Command(name = "list", description = "Lists views.", mixinStandardHelpOptions = true)
    static final class ListAll implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ServerOption server;

        @Override
        public Integer call() throws CommandFailedException {
            for (JsonNode entry : server.client().get(PATH).path("entry")) {
                JsonNode view = entry.path("resource");
                spec.commandLine()
                        .getOut()
                        .printf(
                                "%-28s %-20s %s%n",
                                view.path("name").asText(),
                                view.path("resource").asText(),
                                view.path("title")
                                        .asText(view.path("description").asText()));
            }
            return ExitCodes.DONE;
        }
    }

    @Command(name = "show", description = "Prints a view's definition.", mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ServerOption server;

        @Parameters(paramLabel = "NAME", description = "From 'views list'.")
        private String name;

        @Override
        public Integer call() throws CommandFailedException {
            spec.commandLine()
                    .getOut()
                    .println(server.client().get(pathOf(name)).toPrettyString());
            return ExitCodes.DONE;
        }
    }

    @Command(
            name = "run",
            description = "Makes a view's rows of everything the server holds.",
            mixinStandardHelpOptions = true)
    static final class Run implements Callable<Integer> {
        @Mixin
        private ServerOption server;

        @Parameters(paramLabel = "NAME", description = "From 'views list'.")
        private String name;

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                defaultValue = "csv",
                description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
        private RowFormat format;

        @Option(names = "--to", paramLabel = "FILE", description = "Where they go (default: standard output).")
        private Path to;

        @Option(names = "--limit", paramLabel = "ROWS", description = "At most so many.")
        private Long limit;

        @Override
        public Integer call() throws CommandFailedException {
            String path = pathOf(name) + "/$run?_format=" + format.code() + (limit == null ? "" : "&_limit=" + limit);
            ServerClient client = server.client();
            try {
                if (to == null) {
                    // Not by the terminal's writer: Parquet is no text.
                    client.copy(path, System.out);
                    System.out.flush();
                } else {
                    Path part = to.resolveSibling(to.getFileName() + ".part");
                    try (OutputStream out = Files.newOutputStream(part)) {
                        client.copy(path, out);
                    }
                    // Whoever finds the file finds all of it.
                    Files.move(part, to, StandardCopyOption.REPLACE_EXISTING);
                }
                return ExitCodes.DONE;
            } catch (IOException e) {
                throw new CommandFailedException(
                        ExitCodes.FAILED, "the rows broke off: " + e.getMessage() + "; what came is not all of them");
            }
        }
    }

    @Command(
            name = "export",
            description = {
                "Has the server make views' rows as files, all of one moment, and fetches them into a folder.",
                "A folder whose export was cut short is gone on with.",
                "The last line on standard output is one JSON object with the counts."
            },
            mixinStandardHelpOptions = true)
    static final class Export implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ServerOption server;

        @Parameters(paramLabel = "NAME", arity = "1..*", description = "From 'views list'.")
        private List<String> names;

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                defaultValue = "csv",
                description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
        private RowFormat format;

        @Option(
                names = "--to",
                paramLabel = "DIR",
                required = true,
                description = "Where the files go, NAME.csv each; made if missing.")
        private Path folder;

        @Override
        public Integer call() throws CommandFailedException {
            for (String name : names) {
                requireName(name);
            }
            ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), Clock.systemUTC());
            BulkExport.Result result;
            try {
                result = server.export(progress)
                        .into(new ExportFolder(folder), BulkOrder.views(names, format.code()), false);
            } finally {
                progress.end();
            }
            spec.commandLine().getOut().println(result.jsonOfViews());
            spec.commandLine().getOut().flush();
            return result.isComplete() ? ExitCodes.DONE : ExitCodes.REFUSED;
        }
    }

    @Command(
            name = "put",
            description = "Adds a view, or takes the place of one of the same name.",
            mixinStandardHelpOptions = true)
    static final class Put implements Callable<Integer> {
        private static final ObjectMapper JSON = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();

        @Spec
        private CommandSpec spec;

        @Mixin
        private ServerOption server;

        @Parameters(paramLabel = "FILE.json", description = "A ViewDefinition; its name is the view's.")
        private Path file;

        @Override
        public Integer call() throws CommandFailedException {
            try {
                JsonNode definition = JSON.readTree(file.toFile());
                String name = definition.path("name").asText();
                JsonNode told = server.client().put(pathOf(name), "application/fhir+json", withoutId(definition));
                told.path("issue").forEach(this::warn);
                spec.commandLine().getOut().println(name);
                return ExitCodes.DONE;
            } catch (IOException e) {
                throw new CommandFailedException(ExitCodes.USAGE, file + " cannot be read as JSON: " + e.getMessage());
            }
        }

        /** The one that it has elsewhere; here its name is its id. */
        private static String withoutId(JsonNode definition) {
            if (definition instanceof ObjectNode object) {
                object.remove("id");
            }
            return definition.toString();
        }

        private void warn(JsonNode issue) {
            if (issue.path("severity").asText().equals("warning")) {
                spec.commandLine()
                        .getErr()
                        .println("warning: " + issue.path("diagnostics").asText());
            }
        }
    }

    @Command(name = "remove", description = "Removes a view that somebody put there.", mixinStandardHelpOptions = true)
    static final class Remove implements Callable<Integer> {
        @Mixin
        private ServerOption server;

        @Parameters(paramLabel = "NAME", description = "From 'views list'.")
        private String name;

        @Override
        public Integer call() throws CommandFailedException {
            server.client().delete(pathOf(name));
            return ExitCodes.DONE;
        }
    }

    private static String pathOf(String name) throws CommandFailedException {
        return PATH + "/" + requireName(name);
    }

    private static String requireName(String name) throws CommandFailedException {
        if (!name.matches("[A-Za-z][A-Za-z0-9_]{0,62}")) {
            throw new CommandFailedException(
                    ExitCodes.USAGE, "'" + name + "' is no name of a view: letters, digits and _, 63 at most");
        }
        return name;
    }
}
