package org.aliquot.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.aliquot.ingest.job.JobOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code aliquot ingest}: loads NDJSON, through a running server or straight into the database. */
@Command(
        name = "ingest",
        description = {
            "Loads FHIR resources from NDJSON: files, folders and URLs, plain or gzip. What an export says was deleted"
                    + " (*.deleted.ndjson) is deleted when all else is stored; of folders *.errors.ndjson is left out.",
            "The last line on standard output is one JSON object with the counts."
        },
        mixinStandardHelpOptions = true)
public final class IngestCommand implements Callable<Integer> {
    private static final URI LOCAL_SERVER = URI.create("http://127.0.0.1:8080");

    @Spec
    private CommandSpec spec;

    @ArgGroup(exclusive = true)
    private Where where;

    @Mixin
    private TokenOption token;

    @Mixin
    private TrustOption trust;

    /** Through a server, or without one. */
    static final class Where {
        @Option(
                names = "--server",
                paramLabel = "BASE_URL",
                description = "Address of the running server, without /fhir (default: http://127.0.0.1:8080).")
        private URI server;

        @ArgGroup(exclusive = false)
        private Direct direct;
    }

    /** Straight into the database, as {@code serve} would open it; no server may run on it. */
    static final class Direct {
        @Option(
                names = "--config",
                paramLabel = "FILE.yml",
                description = "No server: straight into the database of these settings.")
        private Path config;

        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                description = "No server: straight into the database of this data directory.")
        private Path dataDir;
    }

    @Option(
            names = "--via",
            paramLabel = "dao|copy",
            description = "How rows are written: by HAPI's own storage (dao), or by COPY (the default).")
    private String via;

    @Option(
            names = "--validation",
            paramLabel = "structure|profiles|full",
            description =
                    "How much of each line is looked at: FHIR's structure; and the rules of the guide's profiles; and"
                            + " all that HAPI's validator knows (default: as the server is set, else structure).")
    private String validation;

    @Option(
            names = "--errors",
            paramLabel = "FILE",
            description = "Where refused lines go (default: ./aliquot-ingest-JOB.errors.ndjson; none, no file).")
    private Path errors;

    @Parameters(paramLabel = "PATH|URL", arity = "1..*", description = "Files, folders, or http(s) URLs.")
    private List<String> inputs;

    @Override
    public Integer call() throws CommandFailedException {
        IngestInputs sorted = sorted();
        PrintWriter log = spec.commandLine().getErr();
        sorted.leftOut().forEach(file -> log.println(file + " tells of errors, and is not loaded"));
        if (sorted.isEmpty()) {
            log.println("an export without resources and deletions: there is nothing to load");
            return tell(new IngestResult(IngestCounts.NONE, 0, 0, true, List.of()));
        }
        IngestProgress progress = new IngestProgress(log, Clock.systemUTC(), sorted.plainBytes());
        IngestTarget target = where != null && where.direct != null
                ? new DirectIngest(where.direct.config, where.direct.dataDir)
                : new ServerIngest(
                        where == null || where.server == null ? LOCAL_SERVER : where.server, token, trust.client());
        IngestResult result;
        try {
            result = target.ingest(sorted, new JobOptions(via, validation), errors, progress);
        } finally {
            progress.end();
        }
        result.notes().forEach(log::println);
        return tell(result);
    }

    private int tell(IngestResult result) {
        spec.commandLine().getOut().println(result.json());
        spec.commandLine().getOut().flush();
        return result.exitCode();
    }

    private IngestInputs sorted() throws CommandFailedException {
        List<Path> paths = new ArrayList<>();
        List<URI> urls = new ArrayList<>();
        for (String input : inputs) {
            if (input.startsWith("http://") || input.startsWith("https://")) {
                urls.add(url(input));
            } else {
                paths.add(Path.of(input));
            }
        }
        try {
            IngestInputs sorted = IngestInputs.of(paths, urls);
            if (sorted.isEmpty() && !isAnExport(paths)) {
                throw new CommandFailedException(
                        ExitCodes.FAILED, "nothing to load: no .ndjson or .jsonl file (plain or .gz) there");
            }
            return sorted;
        } catch (IOException e) {
            throw new CommandFailedException(ExitCodes.FAILED, e.getMessage());
        }
    }

    /** Between two exports there may have been no change: that is no failure. */
    private static boolean isAnExport(List<Path> paths) {
        return paths.stream().anyMatch(path -> Files.isRegularFile(path.resolve(ExportFolder.MANIFEST)));
    }

    private URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new ParameterException(spec.commandLine(), "'" + text + "' is no URL");
        }
    }
}
