package org.aliquot.server.cli;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.aliquot.ingest.hapi.check.Finding;
import org.aliquot.ingest.hapi.check.IntegrityCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code aliquot check}: proves that the rows of a server's database hold together. */
@Command(
        name = "check",
        description = "Checks that versions, references, tags and search values belong to their resources. Reads only;"
                + " the server may run. Exit code 1 where something is broken.",
        mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Option(
            names = "--limit",
            defaultValue = "10",
            description = "Offenders named for each broken promise (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    @Override
    public Integer call() throws CommandFailedException, SQLException {
        PrintWriter err = spec.commandLine().getErr();
        List<Finding> findings;
        try (CommandDatabase open = database.read().open();
                Connection connection = open.connect()) {
            findings = new IntegrityCheck(connection, limit, step -> {
                        if (!quiet) {
                            err.println(step);
                            err.flush();
                        }
                    })
                    .run();
        }
        PrintWriter out = spec.commandLine().getOut();
        for (Finding finding : findings) {
            out.println("BROKEN, " + finding.count() + " times: "
                    + finding.promise().sentence());
            finding.first().forEach(offender -> out.println("    " + offender));
            if (finding.count() > finding.first().size()) {
                out.println("    … and " + (finding.count() - finding.first().size()) + " more");
            }
        }
        int promises = IntegrityCheck.promises();
        out.println(promises - findings.size() + " of " + promises + " promises hold");
        out.flush();
        return findings.isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED;
    }
}
