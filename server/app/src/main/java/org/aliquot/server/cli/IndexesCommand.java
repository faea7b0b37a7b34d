package org.aliquot.server.cli;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.aliquot.ingest.hapi.schema.ForeignKeysBrokenException;
import org.aliquot.ingest.hapi.schema.IndexPlan;
import org.aliquot.ingest.hapi.schema.IndexState;
import org.aliquot.ingest.hapi.schema.PlanMigration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code aliquot indexes}: the index plan of a server's database. */
@Command(
        name = "indexes",
        description = "Shows or changes the index plan of a server's database.",
        mixinStandardHelpOptions = true,
        subcommands = {IndexesCommand.Show.class, IndexesCommand.Apply.class})
public final class IndexesCommand extends CommandGroup {
    @Command(
            name = "show",
            description = "Lists the indexes with size, use and reason, and says which plan is in force.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Override
        public Integer call() throws CommandFailedException, SQLException {
            try (CommandDatabase open = database.read().open();
                    Connection connection = open.connect()) {
                PlanMigration migration = new PlanMigration(connection, step -> {});
                PrintWriter out = spec.commandLine().getOut();
                out.printf("%-24s %-32s %12s %12s  %s%n", "table", "index", "KB", "scans", "why");
                for (IndexState index : migration.indexes()) {
                    out.printf(
                            "%-24s %-32s %,12d %,12d  %s%n",
                            index.table(),
                            index.name(),
                            index.bytes() / 1024,
                            index.scans(),
                            index.valid()
                                    ? index.reason()
                                    : "its build was cut short: \"aliquot indexes apply\" mends it");
                }
                for (IndexPlan plan : IndexPlan.values()) {
                    int steps = migration.stepsTo(plan);
                    out.println("plan " + plan + ": " + (steps == 0 ? "in force" : steps + " steps away"));
                }
                out.flush();
                return ExitCodes.DONE;
            }
        }
    }

    @Command(
            name = "apply",
            description = "Brings the database to a plan while it is in use; may be stopped and run again.",
            mixinStandardHelpOptions = true)
    static final class Apply implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Parameters(paramLabel = "PLAN", description = "lab or stock (HAPI's own indexes and foreign keys).")
        private IndexPlan plan;

        @Override
        public Integer call() throws CommandFailedException, SQLException {
            DatabaseOption.Chosen chosen = database.read();
            PrintWriter err = spec.commandLine().getErr();
            long start = System.nanoTime();
            try (CommandDatabase open = chosen.open();
                    Connection connection = open.connect()) {
                int steps = new PlanMigration(connection, step -> {
                            err.println(step);
                            err.flush();
                        })
                        .apply(plan);
                if (new PlanMigration(connection, step -> {}).isLoading()) {
                    throw new CommandFailedException(
                            ExitCodes.FAILED,
                            "a load is under way that builds the indexes at its end: run this again after it");
                }
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                spec.commandLine()
                        .getOut()
                        .println("plan " + plan + " is in force: " + steps + " steps, " + took.toMillis() + " ms");
            } catch (ForeignKeysBrokenException e) {
                throw new CommandFailedException(ExitCodes.FAILED, e.getMessage());
            }
            if (plan != chosen.database().indexPlan()) {
                err.println(
                        "aliquot.database.index-plan is " + chosen.database().indexPlan()
                                + ": the server's next start brings that back; set it to " + plan);
            }
            return ExitCodes.DONE;
        }
    }
}
