package org.aliquot.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.aliquot.server.audit.event.Deed;
import org.aliquot.server.audit.event.Kind;
import org.aliquot.server.audit.store.AuditCheck;
import org.aliquot.server.audit.store.AuditSchema;
import org.aliquot.server.audit.store.AuditTrim;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code aliquot audit}: the account of who did what. */
@Command(
        name = "audit",
        description = "Verifies the account of who did what, copies it out, takes old entries away.",
        mixinStandardHelpOptions = true,
        subcommands = {AuditCommand.Verify.class, AuditCommand.Export.class, AuditCommand.Trim.class})
public final class AuditCommand extends CommandGroup {
    /** What a command does with the tables. */
    @FunctionalInterface
    private interface Work {
        Integer on(DataSource tables) throws CommandFailedException, SQLException, IOException;
    }

    private static Integer with(DatabaseOption database, Work work)
            throws CommandFailedException, SQLException, IOException {
        try (CommandDatabase open = database.read().open();
                Connection connection = open.connect()) {
            DataSource one = new SingleConnectionDataSource(connection, true);
            AuditSchema.bringUpToDate(one);
            return work.on(one);
        }
    }

    private static Instant moment(CommandSpec spec, String option, String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw new ParameterException(
                    spec.commandLine(), option + " " + text + ": expected such as 2026-11-30 or 2026-11-30T12:00:00Z");
        }
    }

    @Command(
            name = "verify",
            description =
                    "Follows the chain from its first entry to its head, and prints the head. Reads only; the server"
                            + " may run. Exit code 1 where an entry was changed, taken out or put in.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  aliquot audit verify",
                "  aliquot audit verify --head 1204:9f2c…     a head that was printed before, and kept elsewhere"
            })
    static final class Verify implements Callable<Integer> {
        private static final Pattern HEAD = Pattern.compile("(\\d{1,18}):([0-9a-f]{64}|)");

        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Option(
                names = "--head",
                paramLabel = "NUMBER:HASH",
                description =
                        "A head noted earlier: whoever could write the whole chain anew could not have this one in it.")
        private String head;

        @Override
        public Integer call() throws CommandFailedException, SQLException, IOException {
            Optional<AuditCheck.Head> noted = Optional.ofNullable(head).map(this::parsed);
            return with(database, tables -> {
                AuditCheck.Result result = new AuditCheck(tables).follow(noted);
                PrintWriter out = spec.commandLine().getOut();
                out.println(result.entries() + " entries follow one another");
                result.fault().ifPresent(fault -> out.println("BROKEN: " + fault));
                out.println("head " + result.head());
                out.flush();
                return result.fault().isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED;
            });
        }

        private AuditCheck.Head parsed(String text) {
            Matcher parts = HEAD.matcher(text);
            if (!parts.matches()) {
                throw new ParameterException(spec.commandLine(), "--head: expected NUMBER:HASH as 'verify' printed it");
            }
            return new AuditCheck.Head(Long.parseLong(parts.group(1)), parts.group(2));
        }
    }

    @Command(
            name = "export",
            description = "Copies entries out as NDJSON of AuditEvents, oldest first. The server may run.",
            mixinStandardHelpOptions = true)
    static final class Export implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Option(
                names = "--from",
                paramLabel = "TIME",
                description = "The first moment (UTC; default: the first entry).")
        private String from;

        @Option(names = "--before", paramLabel = "TIME", description = "The moment it ends (UTC; default: now).")
        private String before;

        @Option(names = "--to", paramLabel = "FILE", required = true, description = "A file that is not there yet.")
        private Path to;

        @Override
        public Integer call() throws CommandFailedException, SQLException, IOException {
            Instant first = from == null ? Instant.EPOCH : moment(spec, "--from", from);
            Instant end = before == null ? Clock.systemUTC().instant() : moment(spec, "--before", before);
            return with(database, tables -> {
                long written = write(tables, first, end, to);
                OperatorAudit.note(
                        tables,
                        Deed.of(Kind.EXPORT)
                                .interaction("operation")
                                .saying("audit entries " + first + " to " + end + ", " + written));
                spec.commandLine().getOut().println(written + " entries in " + to);
                return ExitCodes.DONE;
            });
        }
    }

    @Command(
            name = "trim",
            description =
                    "Copies the oldest entries out, then takes them away; the chain begins after them. The server may run.",
            mixinStandardHelpOptions = true)
    static final class Trim implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Option(
                names = "--before",
                paramLabel = "TIME",
                required = true,
                description = "Entries before this moment go (UTC).")
        private String before;

        @Option(names = "--to", paramLabel = "FILE", required = true, description = "A file that is not there yet.")
        private Path to;

        @Override
        public Integer call() throws CommandFailedException, SQLException, IOException {
            Instant end = moment(spec, "--before", before);
            return with(database, tables -> {
                AuditCheck.Result sound = new AuditCheck(tables).follow(Optional.empty());
                if (sound.fault().isPresent()) {
                    throw new CommandFailedException(
                            ExitCodes.REFUSED,
                            "nothing is taken away from a chain that does not hold: "
                                    + sound.fault().get());
                }
                long written = write(tables, Instant.EPOCH, end, to);
                long removed = new AuditTrim(tables).removeBefore(end);
                OperatorAudit.changed(tables, "audit entries before " + end + " taken away, " + removed);
                spec.commandLine().getOut().println(written + " entries in " + to + ", " + removed + " taken away");
                return ExitCodes.DONE;
            });
        }
    }

    private static long write(DataSource tables, Instant from, Instant before, Path to)
            throws CommandFailedException, SQLException, IOException {
        try (Writer out = Files.newBufferedWriter(
                to, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            return new AuditTrim(tables).write(from, before, out);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailedException(ExitCodes.REFUSED, to + " is there already; give another file");
        }
    }
}
