package org.aliquot.server.cli;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.aliquot.server.bulk.export.order.OutputFormat;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code aliquot export}: what a server holds as files, by {@code $export}. */
@Command(
        name = "export",
        description = {
            "Exports what a running server holds into a folder, one file or more for each type: NDJSON or Parquet.",
            "A folder whose export was cut short is gone on with; lines and rows are counted against what the server said.",
            "The last line on standard output is one JSON object with the counts."
        },
        mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--server",
            paramLabel = "BASE_URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "Address of the running server, without /fhir (default: ${DEFAULT-VALUE}).")
    private URI server;

    @Mixin
    private TokenOption token;

    @Mixin
    private TrustOption trust;

    @Option(names = "--to", paramLabel = "DIR", required = true, description = "Where the files go; made if missing.")
    private Path folder;

    /** Names of formats, as they are given. */
    enum Format {
        NDJSON("application/fhir+ndjson"),
        PARQUET(OutputFormat.PARQUET_TYPE),
        PARQUET_FLAT(OutputFormat.PARQUET_TYPE + ";layout=flat");

        private final String type;

        Format(String type) {
            this.type = type;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "ndjson",
            description = {
                "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
                "parquet: structures are groups, what repeats is a list; parquet-flat: structures are columns, what repeats is JSON."
            })
    private Format format;

    @ArgGroup(exclusive = true)
    private Whose whose;

    /** Everything, where none is said. */
    static final class Whose {
        @Option(names = "--patients", description = "Patients and what is theirs, instead of everything.")
        private boolean patients;

        @Option(names = "--group", paramLabel = "ID", description = "The members of this Group and what is theirs.")
        private String group;
    }

    @Option(
            names = "--since",
            paramLabel = "INSTANT",
            description = "Only what was changed after this, 2026-11-27T08:00:00Z; deletions too.")
    private String since;

    @Option(names = "--until", paramLabel = "INSTANT", description = "Only what was changed before this.")
    private String until;

    @Option(names = "--types", paramLabel = "TYPE", split = ",", description = "Such as Patient,Observation.")
    private List<String> types = List.of();

    @Option(
            names = "--type-filter",
            paramLabel = "QUERY",
            description =
                    "A search that resources of its type must meet: Observation?category=laboratory; may be repeated.")
    private List<String> typeFilters = List.of();

    @Option(
            names = "--elements",
            paramLabel = "ELEMENT",
            split = ",",
            description = "Only these elements, and what is mandatory: Observation.code,Observation.value.")
    private List<String> elements = List.of();

    @Option(
            names = "--keep-on-server",
            description =
                    "Leave the files on the server until they expire, instead of deleting them once they are here.")
    private boolean keep;

    @Override
    public Integer call() throws CommandFailedException {
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), Clock.systemUTC());
        BulkExport export = new BulkExport(server, token, trust.client(), progress);
        BulkExport.Result result;
        try {
            result = export.into(new ExportFolder(folder), order(), keep);
        } finally {
            progress.end();
        }
        spec.commandLine().getOut().println(result.json());
        spec.commandLine().getOut().flush();
        return result.isComplete() ? ExitCodes.DONE : ExitCodes.REFUSED;
    }

    private BulkOrder order() {
        String level = "/$export";
        if (whose != null) {
            level = whose.patients ? "/Patient/$export" : "/Group/" + encode(whose.group) + "/$export";
        }
        List<String> parameters = new ArrayList<>();
        parameters.add("_outputFormat=" + encode(format.type));
        add(parameters, "_since", since);
        add(parameters, "_until", until);
        add(parameters, "_type", types.isEmpty() ? null : String.join(",", types));
        typeFilters.forEach(filter -> add(parameters, "_typeFilter", filter));
        add(parameters, "_elements", elements.isEmpty() ? null : String.join(",", elements));
        return BulkOrder.resources(level + "?" + String.join("&", parameters));
    }

    private static void add(List<String> parameters, String name, String value) {
        if (value != null) {
            parameters.add(name + "=" + encode(value));
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
